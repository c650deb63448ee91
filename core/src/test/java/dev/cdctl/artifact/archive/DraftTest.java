package dev.cdctl.artifact.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftTest {
    private final Path parent;

    DraftTest(@TempDir Path parent) {
        this.parent = parent;
    }

    @Test
    void whatIsPublishedIsThereAndTheDraftIsGone() throws IOException {
        try (Draft draft = Draft.in(parent)) {
            assertThat(draft.publish(part(draft, "x"), parent.resolve("1.0"))).isTrue();
        }

        assertThat(names()).containsExactly("1.0");
        assertThat(parent.resolve("1.0/file")).hasContent("x");
    }

    @Test
    void ofTwoDraftsOneIsPublished() throws IOException {
        try (Draft first = Draft.in(parent);
                Draft second = Draft.in(parent)) {
            assertThat(first.publish(part(first, "first"), parent.resolve("1.0")))
                    .isTrue();
            assertThat(second.publish(part(second, "second"), parent.resolve("1.0")))
                    .isFalse();
        }

        assertThat(names()).containsExactly("1.0");
        assertThat(parent.resolve("1.0/file")).hasContent("first");
    }

    @Test
    void closingDeletesLinksAndNotWhatTheyLeadTo() throws IOException {
        Path precious = Files.writeString(
                Files.createDirectory(parent.resolve("outside")).resolve("file"), "x");
        try (Draft draft = Draft.in(parent)) {
            Files.createSymbolicLink(draft.folder().resolve("link"), parent.resolve("outside"));
        }

        assertThat(precious).hasContent("x");
        assertThat(names()).containsExactly("outside");
    }

    @Test
    void whatADeadProcessLeftIsCleanedUpByTheNext() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        try (Draft living = Draft.in(parent)) {
            Path left = rename(living, "-" + process.pid() + "-");
            Files.createDirectories(left.resolve("release"));

            Draft.in(parent).close();

            assertThat(left).doesNotExist();
            assertThat(living.folder()).isDirectory();
        }
    }

    @Test
    void whatAnotherHostLeftIsCleanedUpAfterAnHour() throws IOException {
        String name = ".draft-another.host-1-00000000-0000-0000-0000-000000000000";
        Path left = Files.createDirectory(parent.resolve(name));

        Draft.cleanUp(parent, Instant.now().plus(Duration.ofMinutes(59)));
        assertThat(left).exists();

        Draft.cleanUp(parent, Instant.now().plus(Duration.ofMinutes(61)));
        assertThat(left).doesNotExist();
    }

    @Test
    void aDraftInWhichAFileWasWrittenLatelyIsNotAbandoned() throws IOException {
        String name = ".draft-another.host-1-00000000-0000-0000-0000-000000000000";
        Path left = Files.createDirectory(parent.resolve(name));
        Files.writeString(left.resolve("file"), "x");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(1))));

        Draft.cleanUp(parent, Instant.now());

        assertThat(left).exists();
    }

    @Test
    void nothingElseIsCleanedUp() throws IOException {
        List<String> others = List.of(".draft", ".draft-of-mine", ".hidden", "1.0");
        for (String other : others) {
            Files.createDirectory(parent.resolve(other));
        }

        Draft.cleanUp(parent, Instant.now().plus(Duration.ofDays(1000)));

        assertThat(names()).containsExactlyInAnyOrderElementsOf(others);
    }

    private Path rename(Draft living, String pid) throws IOException {
        String own = "-" + ProcessHandle.current().pid() + "-";
        String name = String.valueOf(living.folder().getFileName()).replace(own, pid);
        return Files.createDirectory(parent.resolve(name));
    }

    private static Path part(Draft draft, String content) throws IOException {
        Path part = Files.createDirectory(draft.folder().resolve("part"));
        Files.writeString(part.resolve("file"), content);
        return part;
    }

    private List<String> names() throws IOException {
        try (var names = Files.list(parent)) {
            return names.map(name -> String.valueOf(name.getFileName())).toList();
        }
    }
}
