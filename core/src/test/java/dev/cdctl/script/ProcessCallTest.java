package dev.cdctl.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.script.ProcessCall.Answer;
import dev.cdctl.script.StageSpec.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessCallTest {
    @RegisterExtension
    final Marker marker = new Marker();

    private final Path folder;
    private final Cancel cancel = new Cancel();

    ProcessCallTest(@TempDir Path folder) throws IOException {
        this.folder = folder.toRealPath();
    }

    private ProcessCall sh(String text) {
        return ProcessCall.shell(folder, Shell.SH, text).with(marker.env());
    }

    @Test
    void theAnswerIsStatusStdoutAndStderr() {
        assertThat(sh("echo out; echo err >&2; exit 7").run(cancel)).isEqualTo(new Answer(7, "out\n", "err\n"));
    }

    @Test
    void argumentsAreNeverEvaluated() {
        ProcessCall call = ProcessCall.of(folder, "printf", "%s|", "$(touch ran)", "; touch ran", "a\nb", "*", "");
        assertThat(call.run(cancel).stdout()).isEqualTo("$(touch ran)|; touch ran|a\nb|*||");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void itRunsInItsFolderWithItsVariablesAndNothingToRead() {
        assertThat(sh("pwd; cat; echo $A")
                        .with(marker.env(Map.of("A", "b")))
                        .run(cancel)
                        .stdout())
                .isEqualTo(folder + "\nb\n");
    }

    @Test
    void aProgramOfTheFolderIsFound() throws IOException {
        Path program = Files.writeString(folder.resolve("tool"), "#!/bin/sh\necho tool\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(ProcessCall.of(folder, "./tool").run(cancel).stdout()).isEqualTo("tool\n");
        assertThat(ProcessCall.of(folder, program.toString()).run(cancel).stdout())
                .isEqualTo("tool\n");
    }

    @Test
    void aMissingProgramIsNamed() {
        for (String name : new String[] {"no-such-program", "./missing", "/missing"}) {
            assertThatThrownBy(() -> ProcessCall.of(folder, name, "secret").run(cancel))
                    .isInstanceOf(Failure.class)
                    .hasMessage("CD-305 " + name + " cannot be started");
        }
    }

    @Test
    void aDeadlineEndsItWithAllItStarted() {
        assertThatThrownBy(() -> sh("sleep 600 & sleep 600")
                        .within(Duration.ofMillis(300))
                        .run(cancel))
                .hasMessageContaining("CD-310");
        assertThat(marker.running()).isEmpty();
    }

    @Test
    void anAnswerThatIsTooLongIsAFailure() {
        assertThatThrownBy(() -> sh("yes").atMost(1000).run(cancel)).hasMessageContaining("CD-309");
        assertThatThrownBy(() -> sh("yes >&2").atMost(1000).run(cancel)).hasMessageContaining("CD-309");
        assertThatThrownBy(() -> sh("echo 12345").atMost(5).run(cancel)).hasMessageContaining("CD-309");
        assertThat(sh("echo 1234").atMost(5).run(cancel).stdout()).isEqualTo("1234\n");
    }

    @Test
    void aBackgroundProcessDoesNotHoldTheAnswer() {
        assertThat(sh("sleep 600 & echo done").run(cancel).stdout()).isEqualTo("done\n");
        marker.endAll();
    }

    @Test
    void aCancelEndsIt() {
        CompletableFuture<Answer> call =
                CompletableFuture.supplyAsync(() -> sh("touch begun; sleep 600").run(cancel));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("begun")));
        cancel.request("SIGTERM");
        assertThatThrownBy(call::join).hasMessageContaining("CD-801");
    }

    @Test
    void itsTextShowsNoArgument() {
        assertThat(ProcessCall.of(folder, "login", "--password", "hunter2")).hasToString("login");
    }
}
