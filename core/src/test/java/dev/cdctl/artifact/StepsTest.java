package dev.cdctl.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.engine.Step;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {
    private static final Instant NOON = Instant.parse("2026-08-22T12:00:00Z");
    private static final Provenance FROM =
            new Provenance(new Name("books"), new Version("1.4.2"), Optional.empty(), false, NOON, "run-1");

    private final Path folder;
    private final InMemoryRepository repository = new InMemoryRepository();

    StepsTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("books.jar"), "one");
    }

    @Test
    void bothSayWhatTheyAreGoingToDo() {
        assertThat(packaging().describe()).isEqualTo("package books 1.4.2 as books.zip, site.tar.gz");
        assertThat(pushing().describe()).isEqualTo("push books 1.4.2 to memory:");
    }

    @Test
    void packagingTwiceGivesTheSameBytesAndSaysSo() throws IOException {
        String first = run(packaging());
        String second = run(packaging());
        Files.writeString(folder.resolve("books.jar"), "two");
        String third = run(packaging());

        assertThat(first).matches("1\\.4\\.2 \\([0-9a-f]{12}\\)");
        assertThat(second).isEqualTo(first + ", same bytes as before");
        assertThat(third).matches("1\\.4\\.2 \\([0-9a-f]{12}\\)").isNotEqualTo(first);
        assertThat(ReleaseFile.read(folder).manifest().artifacts())
                .extracting(ReleaseManifest.Item::file)
                .containsExactly("books-1.4.2.zip", "site-1.4.2.tar.gz");
    }

    @Test
    void whatPassedBeforeInTheSameRunStaysInTheReleaseFile() {
        ReleaseFile.StageEnd unit = new ReleaseFile.StageEnd("unit", NOON, 0);
        ReleaseFile.begin(FROM).ended(unit).write(folder);

        run(packaging());

        assertThat(ReleaseFile.read(folder).passed()).containsExactly(unit);
    }

    @Test
    void whatPassedForAnotherVersionDoesNotCount() {
        Provenance earlier =
                new Provenance(FROM.service(), new Version("1.4.1"), Optional.empty(), false, NOON, "run-1");
        ReleaseFile.begin(earlier)
                .ended(new ReleaseFile.StageEnd("unit", NOON, 0))
                .write(folder);

        run(packaging());

        assertThat(ReleaseFile.read(folder).passed()).isEmpty();
    }

    @Test
    void pushingTwiceIsDoneAfterTheFirst() {
        run(packaging());
        assertThat(pushing().done()).isFalse();

        String first = run(pushing());

        assertThat(first).matches("1\\.4\\.2 \\([0-9a-f]{12}\\)");
        assertThat(pushing().done()).isTrue();
        assertThat(run(pushing())).isEqualTo(first + " was there already");
        assertThat(ReleaseFile.read(folder).pushed()).contains(new ReleaseFile.Push("memory:", NOON));
    }

    @Test
    void aReleaseFileThatSaysPushedIsNotBelievedAlone() {
        run(packaging());
        run(pushing());

        Step elsewhere =
                new PushStep(folder, FROM.service(), FROM.version(), new InMemoryRepository(), Clock.systemUTC());

        assertThat(elsewhere.done()).isFalse();
    }

    @Test
    void pushingNeedsTheReleaseThatWasPackaged() {
        assertThat(pushing().done()).isFalse();
        assertThatThrownBy(() -> run(pushing())).hasMessageContaining("CD-420");

        run(packaging());
        Step other = new PushStep(folder, FROM.service(), new Version("1.4.3"), repository, Clock.systemUTC());

        assertThat(other.done()).isFalse();
        assertThatThrownBy(() -> run(other)).hasMessageContaining("CD-425");
    }

    private static final PackageStep.Images NO_IMAGES = new PackageStep.Images() {
        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public List<ReleaseManifest.Image> items() {
            return List.of();
        }
    };

    private static String run(Step step) {
        return step.run(progress -> {});
    }

    private Step packaging() {
        return new PackageStep(
                folder,
                FROM,
                List.of(spec("books", ArchiveSpec.Format.ZIP), spec("site", ArchiveSpec.Format.TAR_GZ)),
                NO_IMAGES);
    }

    private Step pushing() {
        return new PushStep(folder, FROM.service(), FROM.version(), repository, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static ArchiveSpec spec(String name, ArchiveSpec.Format format) {
        return new ArchiveSpec(
                new Name(name), format, List.of("books.jar"), Optional.empty(), Origin.of("pipeline.yaml"));
    }
}
