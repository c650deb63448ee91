package dev.cdctl.artifact.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreFileTest {
    @ParameterizedTest
    @CsvSource({
        "*.tmp,          a.tmp,          true",
        "*.tmp,          sub/a.tmp,      false",
        "**/*.tmp,       sub/deep/a.tmp, true",
        "**/*.tmp,       a.tmp,          true",
        "/build/,        build/x/y,      true",
        "build,          builder,        false",
        "./docs/../src,  src/Main.java,  true",
        "a?c,            abc,            true",
        "a?c,            a/c,            false",
        "[a-c]x,         bx,             true",
        "[^a-c]x,        bx,             false",
        "src/**,         src/a/b,        true",
        "src/**/b,       src/b,          true",
        "src/**/b,       src/x/y/b,      true",
        "a.b,            axb,            false",
        "'a\\*b',        a*b,            true",
        "'a\\*b',        axb,            false",
        "*,              any/thing,      true",
        "'  spaced  ',   spaced,         true",
    })
    void aPatternMeansWhatDockerTakesItFor(String pattern, String path, boolean excluded) {
        assertThat(IgnoreFile.parse(pattern).excludes(path)).isEqualTo(excluded);
    }

    @Test
    void theLastPatternThatMatchesDecides() {
        IgnoreFile rules = IgnoreFile.parse("# all but one\n*\n!keep\nkeep/secret.*\n\n!keep/secret.pub\n");
        assertThat(rules.excludes("other")).isTrue();
        assertThat(rules.excludes("keep/file")).isFalse();
        assertThat(rules.excludes("keep/secret.key")).isTrue();
        assertThat(rules.excludes("keep/secret.pub")).isFalse();
        assertThat(rules.bringsBack()).isTrue();
    }

    @Test
    void aPatternThatCannotBeReadIsRefused() {
        assertThatThrownBy(() -> IgnoreFile.parse("ok\n[abc")).hasMessageContaining("'[abc'");
    }
}
