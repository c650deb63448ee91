package dev.cdctl.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cdctl.deploy.machine.Exec;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.MaskedMachine;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.mask.Mask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands beside an instance that is a process. */
class ExecTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Cancel cancel = new Cancel();
    private final Fixture fixture;
    private final Instance instance;
    private final Machine machine;

    ExecTest(@TempDir Path folder) throws IOException {
        fixture = new Fixture(folder);
        instance = fixture.machine.start(fixture.start("sleep 100"));
        machine = new MaskedMachine(fixture.another(), () -> Mask.of(Map.of("TOKEN", "correct horse")));
        await().atMost(SOON).until(() -> run("true") == 0);
    }

    @AfterEach
    void endAll() {
        fixture.close();
    }

    @Test
    void itRunsInTheFolderOfTheReleaseWithTheVariablesOfTheInstance() {
        assertThat(run(
                        "sh",
                        "-c",
                        "pwd; echo \"$LOG_LEVEL $PORT $CDCTL_VERSION ${CDCTL_STATE-none}\"; echo no >&2; exit 7"))
                .isEqualTo(7);

        assertThat(output.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(fixture.release.toString(), "info 20001 1.2 none");
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo("no\n");
    }

    @Test
    void nothingInItsWordsIsEvaluated() {
        assertThat(run("printf", "%s", "$HOME `id` 'a' \\n")).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("$HOME `id` 'a' \\n");
    }

    @Test
    void whatIsPassedInIsReadAndBytesComeOutAsTheyAre() {
        byte[] bytes = {0, 1, (byte) 0xff, '\r', '\n', 7};
        assertThat(run(Optional.of(new ByteArrayInputStream(bytes)), "cat")).isZero();
        assertThat(output.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void secretsAreMaskedAlsoAtTheVeryEnd() {
        assertThat(run("printf", "%s", "it is correct horse")).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("it is ***");
    }

    @Test
    void itIsNotTakenForTheInstance() {
        CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> run("sh", "-c", "echo up; sleep 100"));
        await().atMost(SOON).until(() -> output.size() > 0);
        assertThat(fixture.another().stop(instance, Duration.ofSeconds(10))).isTrue();
        assertThat(fixture.another().observe(Fixture.BOOKS, Fixture.TEST)).isEmpty();
        assertThat(running).isNotDone();

        cancel.request("a test");
        assertThatThrownBy(running::join).hasMessageContaining("CD-801");
    }

    @Test
    void aProgramThatIsNotThereAndAnInstanceThatHasEndedAreNamed() {
        assertThatThrownBy(() -> run("no-such-program")).hasMessageContaining("CD-725");
        fixture.machine.stop(instance, Duration.ofSeconds(10));
        assertThatThrownBy(() -> run("true"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED))
                .hasMessageContaining("CD-723");
    }

    private int run(String... words) {
        return run(Optional.empty(), words);
    }

    private int run(Optional<InputStream> input, String... words) {
        return machine.exec(instance, new Exec(List.of(words), input, output, errors, Optional.empty(), cancel));
    }
}
