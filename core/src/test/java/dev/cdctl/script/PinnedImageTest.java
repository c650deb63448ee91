package dev.cdctl.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of images with their digests. */
class PinnedImageTest {
    private static final String DIGEST = "@sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "busybox, busybox, '', ''",
        "team/build:1.4, team/build, 1.4, ''",
        "registry.example/build, registry.example/build, '', registry.example",
        "registry.example:5000/team/build:v1_2-x, registry.example:5000/team/build, v1_2-x, registry.example:5000",
        "localhost/build, localhost/build, '', localhost",
        "127.0.0.1:5000/a/b__c/d-e.f, 127.0.0.1:5000/a/b__c/d-e.f, '', 127.0.0.1:5000"
    })
    void itsPartsAreFound(String written, String name, String tag, String registry) {
        PinnedImage image = PinnedImage.parse(written + DIGEST);
        assertThat(image.name()).isEqualTo(name);
        assertThat(image.tag().orElse("")).isEqualTo(tag);
        assertThat(image.registry().orElse("")).isEqualTo(registry);
        assertThat(image.reference()).isEqualTo(name + DIGEST);
        assertThat(image).hasToString(written + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "Build", "a//b", "a:b:c", "-a", "a b", "a/", "/a", "a\n"})
    void whatIsNoNameIsRefused(String written) {
        assertThatThrownBy(() -> PinnedImage.parse(written + DIGEST)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyAWholeDigestPins() {
        String image = "busybox" + DIGEST;
        for (String wrong : new String[] {
            "busybox", image.substring(1).toUpperCase(java.util.Locale.ROOT), image + "0", image.replace("256", "512")
        }) {
            assertThatThrownBy(() -> PinnedImage.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aLongNameIsRefusedAndNotPonderedOver() {
        assertThatThrownBy(() -> PinnedImage.parse("a-".repeat(100_000) + DIGEST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer");
    }
}
