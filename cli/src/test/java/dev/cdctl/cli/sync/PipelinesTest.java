package dev.cdctl.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.engine.Event;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinesTest {
    private final Path folder;
    private final List<Event> events = new ArrayList<>();

    PipelinesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void oneOfManyThatCannotBeReadIsToldOnceAndPassedOver() {
        write("books.yaml", "good");
        write("broken.yaml", "bad");
        write("films/pipeline.yaml", "good");
        write("films/other.yaml", "bad");
        Pipelines pipelines = Pipelines.below(folder, events::add);

        assertThat(pipelines.all(this::read)).containsExactly("books.yaml", "pipeline.yaml");
        assertThat(pipelines.all(this::read)).containsExactly("books.yaml", "pipeline.yaml");

        assertThat(pipelines.unreadable()).isEqualTo(1);
        assertThat(events).hasSize(2);
        assertThat(events.toString()).contains("CD-101", "broken.yaml is passed over");
    }

    @Test
    void whenNoneIsLeftTheFirstOneSaysWhy() {
        write("broken.yaml", "bad");

        assertThatThrownBy(() -> Pipelines.below(folder, events::add).all(this::read))
                .hasMessageContaining("CD-101");
    }

    @Test
    void oneThatWasNamedAloneHasToBeReadable() {
        Path broken = write("broken.yaml", "bad");

        assertThatThrownBy(() -> Pipelines.of(broken, events::add).all(this::read))
                .hasMessageContaining("CD-101");
        assertThat(events).isEmpty();
    }

    private Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.resolveSibling(""));
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> read(Path file) {
        try {
            if (Files.readString(file).equals("bad")) {
                throw Failure.refused(Problem.of("CD-101", file + " is not YAML"));
            }
            return List.of(String.valueOf(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
