package dev.cdctl.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.ForwardingStore;
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
    void filesThatTheStoreHasNoRoomForAreToldBeforeTheyAreKept() throws IOException {
        write("x".repeat(4_000));
        Files.writeString(folder.resolve("small.conf"), "x");
        List<String> files = List.of("small.conf", "app.conf", "not-made-yet.conf");

        assertThat(configurations.oversize(folder, files)).isEmpty();
        assertThat(Configurations.oversize(folder, files, 6_000)).isEmpty();
        Problem problem = Configurations.oversize(folder, files, 5_000).orElseThrow();
        assertThat(problem.code()).isEqualTo("CD-967");
        assertThat(problem.why()).contains("6 kB", "5 kB there", "app.conf, of 4 kB");
        Configurations narrow = new Configurations(
                new ForwardingStore(new MemoryStore()) {
                    @Override
                    public long room() {
                        return 5_000;
                    }
                },
                "books/production",
                folder.resolve("kept"));
        assertThatThrownBy(() -> narrow.keep(folder, FILES))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("CD-967");
    }

    @Test
    void twoThatAreKeptAreCompared() throws IOException {
        Digest then = kept("a\nb\n");
        Digest now = kept("a\nc\n");

        assertThat(configurations.diff(then, now)).containsExactly("app.conf", "  - b", "  + c");
        assertThat(configurations.diff(now, now)).isEmpty();
        assertThat(configurations.diff(Configurations.NONE, now)).containsExactly("app.conf is new");
        assertThat(configurations.diff(Digest.of("never"), now))
                .singleElement()
                .asString()
                .contains("not known");
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
