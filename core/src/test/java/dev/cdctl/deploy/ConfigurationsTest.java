package dev.cdctl.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.model.Digest;
import dev.cdctl.state.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationsTest {
    private static final List<String> FILES = List.of("app.conf");

    private final Path folder;
    private final Configurations configurations;

    ConfigurationsTest(@TempDir Path folder) {
        this.folder = folder;
        configurations = new Configurations(new MemoryStore(), "books/production", folder.resolve("kept"));
    }

    private Digest kept(String text) throws IOException {
        write(text);
        return configurations.keep(folder, FILES);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("app.conf"), text);
    }

    @Test
    void noFilesHaveTheDigestOfNothing() {
        assertThat(Configurations.digest(folder, List.of())).isEqualTo(Configurations.NONE);
    }

    @Test
    void theSameFilesDifferInNothing() throws IOException {
        assertThat(configurations.diff(kept("a\n"), folder, FILES)).isEmpty();
        assertThat(configurations.diff(Configurations.NONE, folder, List.of())).isEmpty();
    }

    @Test
    void linesThatAreNotTheSameAreTold() throws IOException {
        Digest then = kept("a\nb\nc\nd\ne\n");
        write("a\nB\nc\ne\nf\n");

        assertThat(configurations.diff(then, folder, FILES))
                .containsExactly("app.conf", "  - b", "  + B", "  - d", "  + f");
    }

    @Test
    void filesThatCameAndWentAreTold() throws IOException {
        Digest then = kept("a\n");
        Files.writeString(folder.resolve("other.conf"), "x");

        assertThat(configurations.diff(then, folder, List.of("other.conf")))
                .containsExactly("app.conf is not there any more", "other.conf is new");
        assertThat(configurations.diff(Configurations.NONE, folder, FILES)).containsExactly("app.conf is new");
    }

    @Test
    void whatIsNoTextIsToldByItsSize() throws IOException {
        Digest then = kept("a");
        Files.write(folder.resolve("app.conf"), new byte[] {(byte) 0xff, 0});

        assertThat(configurations.diff(then, folder, FILES))
                .containsExactly("app.conf", "  is no text; 1 bytes become 2");
    }

    @Test
    void otherEndsOfLinesAreToldAsThat() throws IOException {
        Digest then = kept("a\n");
        write("a");

        assertThat(configurations.diff(then, folder, FILES))
                .containsExactly("app.conf", "  differs in the ends of its lines");
    }

    @Test
    void aLongDifferenceIsCut() throws IOException {
        Digest then = kept("");
        write(IntStream.range(0, 5000).mapToObj(String::valueOf).collect(Collectors.joining("\n")));

        assertThat(configurations.diff(then, folder, FILES)).hasSize(42).last().isEqualTo("  and 4960 more lines");
    }

    @Test
    void whatTheStateDoesNotHaveIsSaidAsThat() throws IOException {
        write("a\n");

        assertThat(configurations.diff(Digest.of("lost"), folder, FILES))
                .containsExactly("what it was is not known here: it is not in the state");
    }
}
