package dev.cdctl.version.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandRunTest {
    private final Path folder;

    CommandRunTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void muchInputAndOutputDoNotBlockEachOther() throws Exception {
        String much = "0123456789abcdef".repeat(200_000);
        assertThat(command("cat; echo done >&2", 60)
                        .run(much.getBytes(StandardCharsets.UTF_8))
                        .output())
                .isEqualTo(much);
    }

    @Test
    void aCommandThatDoesNotReadItsInputIsNoProblem() throws Exception {
        assertThat(command("echo yes", 60).run(new byte[3 << 20]).output()).isEqualTo("yes\n");
    }

    @Test
    void theDeadlineEndsTheCommandAndItsChildren() throws IOException {
        assertThatThrownBy(
                        () -> command("sleep 1000 & echo $! > child; wait", 1).run(new byte[0]))
                .isInstanceOf(TimeoutException.class);
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aChildInTheBackgroundDoesNotHoldTheAnswerBack() throws Exception {
        assertThat(command("sleep 30 & echo $! > child; echo 1.0", 25)
                        .run(new byte[0])
                        .output())
                .isEqualTo("1.0\n");
        ProcessHandle.of(
                        Long.parseLong(Files.readString(folder.resolve("child")).strip()))
                .ifPresent(ProcessHandle::destroy);
    }

    @Test
    void onlyTheGivenEnvironmentIsThere() throws Exception {
        assertThat(command("env", 60).run(new byte[0]).output().lines().map(line -> line.split("=", 2)[0]))
                .contains("PATH")
                .doesNotContain("HOME", "USER");
    }

    @Test
    void aProgramThatIsNotThereCannotBeStarted() {
        assertThatThrownBy(() -> new CommandRun(List.of("no-such-program"), folder, Map.of(), Duration.ofSeconds(1))
                        .run(new byte[0]))
                .isInstanceOf(IOException.class);
    }

    private CommandRun command(String script, int seconds) {
        return new CommandRun(
                List.of("sh", "-c", script),
                folder,
                Map.of("PATH", Objects.requireNonNull(System.getenv("PATH"))),
                Duration.ofSeconds(seconds));
    }
}
