package dev.cdctl.adapter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    private final Path folder;
    private final Path jar;
    private final Program program;

    ProgramTest(@TempDir Path folder, @TempDir Path elsewhere) {
        this.folder = folder;
        this.jar = elsewhere.resolve("cdctl.jar");
        this.program = new Program(folder);
    }

    @Test
    void theRouterRunsFromACopyThatANewBuildDoesNotTouch() throws IOException {
        Files.writeString(jar, "first build");
        List<String> kept = program.keep(List.of("java", "-Xmx1m", "-jar", jar.toString(), "router", "serve"));
        Path copy = Path.of(kept.get(3));

        Files.writeString(jar, "second build");

        assertThat(kept).startsWith("java", "-Xmx1m", "-jar").endsWith("router", "serve");
        assertThat(copy).hasParent(folder).hasContent("first build");
    }

    @Test
    void theSameBuildIsCopiedOnceAndOlderOnesGoWhenTheyAreNotUsed() throws IOException {
        Files.writeString(jar, "first build");
        program.keep(List.of("java", "-jar", jar.toString()));
        Files.writeString(jar, "second build");
        List<String> second = program.keep(List.of("java", "-jar", jar.toString()));

        assertThat(program.keep(List.of("java", "-jar", jar.toString()))).isEqualTo(second);
        assertThat(Files.list(folder)).as("the older one may still run").hasSize(2);
        program.removeOthers(List.of("java", "-jar", jar.toString()));
        assertThat(Files.list(folder)).containsExactly(Path.of(second.get(2)));
    }

    @Test
    void aCommandWithoutAJarIsLeftAlone() throws IOException {
        List<String> command = List.of("java", "-cp", "classes", "Main");

        assertThat(program.keep(command)).isEqualTo(command);
    }
}
