package dev.cdctl.adapter.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Version;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.stamp.Stamper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceShapesTest {
    private static final Version VERSION = new Version(SourceShape.FULL);

    private final Path folder;

    SourceShapesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void fortyFilesAreStampedAndRestoredByteForByte() throws IOException {
        List<SourceShape> shapes = SourceShapes.all();
        assertThat(shapes).hasSize(40);
        Repo repo = Repo.init(folder);
        for (SourceShape shape : shapes) {
            Path file = folder.resolve(shape.path());
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, shape.before());
        }
        repo.git("config", "core.autocrlf", "false");
        repo.commit("sources");
        repo.tag("v1.0.0");
        List<StampSpec> specs = shapes.stream().map(SourceShape::spec).toList();
        Stamper stamper = new Stamper(folder, repo.maybeTree());

        assertThatThrownBy(() -> stamper.check(VERSION, specs)).isInstanceOf(Failure.class);
        assertThat(repo.git("status", "--porcelain")).isEmpty();
        assertThat(stamper.stamp(VERSION, specs).written()).hasSize(40);
        for (SourceShape shape : shapes) {
            assertThat(Files.readAllBytes(folder.resolve(shape.path())))
                    .as(shape.path())
                    .isEqualTo(shape.after());
        }
        assertThat(stamper.stamp(VERSION, specs).written()).isEmpty();
        assertThat(stamper.check(VERSION, specs)).isEqualTo(40);
        assertThat(repo.version()).isEqualTo("1.0.0");

        assertThat(stamper.restore().orRefuse()).hasSize(40);
        for (SourceShape shape : shapes) {
            assertThat(Files.readAllBytes(folder.resolve(shape.path())))
                    .as(shape.path())
                    .isEqualTo(shape.before());
        }
        assertThat(repo.git("status", "--porcelain")).isEmpty();
        assertThat(stamper.restore().orRefuse()).isEmpty();
    }
}
