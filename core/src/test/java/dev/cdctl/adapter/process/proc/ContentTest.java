package dev.cdctl.adapter.process.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {
    private final Content content = new Content();
    private final Path file;

    ContentTest(@TempDir Path folder) {
        file = folder.resolve("file");
    }

    @Test
    void findsWhatStringsFind() throws IOException {
        Random random = new Random(1);
        int found = 0;
        for (int i = 0; i < 2_000; i++) {
            String text = word(random, 40);
            String part = word(random, 4) + "a";

            read(text);

            assertThat(content.has(new Content.Needle(part)))
                    .as("%s in %s", part, text)
                    .isEqualTo(text.contains(part));
            found += text.contains(part) ? 1 : 0;
        }
        assertThat(found).isBetween(100, 1_900);
    }

    @Test
    void nothingIsLeftOfAnEarlierFile() throws IOException {
        read("A=blue");
        read("A=b");

        assertThat(content.text()).isEqualTo("A=b");
        assertThat(content.has(new Content.Needle("A=b"))).isTrue();
        assertThat(content.has(new Content.Needle("A=blue"))).isFalse();
        content.read(file + ".missing");
        assertThat(content.text()).isEmpty();
    }

    @Test
    void largeFilesAreReadToTheirEnd() throws IOException {
        read("x".repeat(300_000) + "end");

        assertThat(content.has(new Content.Needle("xend"))).isTrue();
    }

    private void read(String text) throws IOException {
        Files.writeString(file, text);
        content.read(file.toString());
    }

    private static String word(Random random, int most) {
        return random.ints(random.nextInt(most), 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
