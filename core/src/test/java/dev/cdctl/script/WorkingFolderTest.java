package dev.cdctl.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingFolderTest {
    private static final Origin ORIGIN = new Origin("pipeline.yaml", 4, 9, "");

    private final Path repository;
    private final Path outside;

    WorkingFolderTest(@TempDir Path folder) throws IOException {
        Path real = folder.toRealPath();
        this.repository = Files.createDirectory(real.resolve("books"));
        this.outside = Files.createDirectory(real.resolve("books-other"));
    }

    private Path resolve(String in) {
        return WorkingFolder.resolve(repository, in, ORIGIN);
    }

    @Test
    void nothingIsTheRepositoryItself() {
        assertThat(resolve("")).isEqualTo(repository);
        assertThat(resolve(".")).isEqualTo(repository);
    }

    @Test
    void aFolderOfTheRepositoryIsFoundAlsoThroughALinkInside() throws IOException {
        Path module = Files.createDirectories(repository.resolve("a/module"));
        Files.createSymbolicLink(repository.resolve("link"), Path.of("a"));
        assertThat(resolve("a/module")).isEqualTo(module);
        assertThat(resolve("link/module")).isEqualTo(module);
        assertThat(resolve("a/../a/module/")).isEqualTo(module);
    }

    @Test
    void whatLeadsOutIsRefused() throws IOException {
        Files.createSymbolicLink(repository.resolve("link"), outside);
        Files.createSymbolicLink(repository.resolve("up"), Path.of(".."));
        for (String in :
                List.of("..", "../books-other", "a/../../books-other", "/", "/tmp", "link", "up", "up/books-other")) {
            assertThatThrownBy(() -> resolve(in)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
                assertThat(failure.problems().get(0).code()).isEqualTo("CD-307");
                assertThat(failure.problems().get(0).what()).contains("folder " + in + " is outside");
                assertThat(failure.problems().get(0).origin()).contains(ORIGIN);
            });
        }
    }

    @Test
    void whatIsNotThereOrNoFolderIsNamed() throws IOException {
        Files.writeString(repository.resolve("file"), "");
        for (String in : List.of("missing", "file", "file/below", "a\0b")) {
            assertThatThrownBy(() -> resolve(in)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure.problems().get(0).code()).isEqualTo("CD-306");
                assertThat(failure.problems().get(0).what()).contains(in);
            });
        }
    }
}
