package dev.cdctl.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.script.ScriptResult.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How scripts are ended with all they started. */
@Timeout(120)
class ScriptEndTest {
    private final Path folder;

    @RegisterExtension
    final Marker marker = new Marker();

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Cancel cancel = new Cancel();

    ScriptEndTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private CompletableFuture<ScriptResult> start(Script script) {
        return start(script, Programs.of(Map.of()));
    }

    private CompletableFuture<ScriptResult> start(Script script, Programs own) {
        ScriptRunner runner = new ScriptRunner(Mask.none(), cancel, own);
        return CompletableFuture.supplyAsync(
                () -> runner.run(script.with(marker.env(script.env())), folder.resolve("log"), lines::add));
    }

    private ScriptResult cancelWhenReady(String text) {
        return cancelWhenReady(text, Programs.of(Map.of()));
    }

    private ScriptResult cancelWhenReady(String text, Programs own) {
        CompletableFuture<ScriptResult> run = start(Script.of(text, folder), own);
        await().atMost(Duration.ofSeconds(60)).until(() -> lines.contains("ready") || run.isDone());
        cancel.request("SIGTERM");
        return run.join();
    }

    @Test
    void atItsTimeoutTheWholeTreeIsEnded() {
        Script script = Script.of("(sh -c 'sleep 600 & sleep 600' &) ; sleep 600", folder);
        ScriptResult result = start(script.within(Duration.ofMillis(500))).join();
        assertThat(result.end()).isEqualTo(new End.TimedOut(Duration.ofMillis(500)));
        assertThat(result.end()).hasToString("ended after its timeout of 0.5s");
        assertThat(marker.running()).isEmpty();
        assertThat(result.notes()).isEmpty();
    }

    @Test
    void aScriptThatEndsBeforeItsTimeoutIsNotTouched() {
        ScriptResult result = start(Script.of("echo done", folder).within(Duration.ofMinutes(10)))
                .join();
        assertThat(result.passed()).isTrue();
    }

    @Test
    void aCancelEndsItAndItMayTidyUp() {
        ScriptResult result = cancelWhenReady("trap 'echo tidied; exit 0' TERM; echo ready; sleep 600 & wait");
        assertThat(result.end()).isEqualTo(new End.Cancelled("SIGTERM"));
        assertThat(result.passed()).isFalse();
        assertThat(lines).containsExactly("ready", "tidied");
        assertThat(marker.running()).isEmpty();
    }

    @Test
    void eachProcessIsAskedOnlyOnce() {
        ScriptResult result = cancelWhenReady(
                "n=0; trap 'n=$((n+1))' TERM; echo ready; while [ $n = 0 ]; do sleep 0.05 || :; done; sleep 0.3; echo asked $n");
        assertThat(result.tail()).startsWith("ready").endsWith("asked 1");
    }

    @Test
    void whoDoesNotListenIsKilledWithinTheBudget() {
        ScriptResult result = cancelWhenReady(
                "trap '' TERM HUP INT; (sleep 600; sleep 600) & echo ready; while :; do sleep 600; done");
        assertThat(result.end()).isEqualTo(new End.Cancelled("SIGTERM"));
        assertThat(marker.running()).isEmpty();
    }

    @Test
    void aStoppedProcessIsEndedToo() {
        cancelWhenReady("sleep 600 & kill -STOP $!; echo ready; wait");
        assertThat(marker.running()).isEmpty();
    }

    @Test
    void whoLeftTheSessionIsEndedToo() {
        cancelWhenReady("(setsid sh -c 'nohup sleep 600 >/dev/null 2>&1 & sleep 600' &) ; echo ready; sleep 600");
        assertThat(marker.running()).isEmpty();
    }

    @Test
    void whatAScriptInsideAScriptStartedIsEndedToo() {
        cancelWhenReady("(export CDCTL_SCRIPT_ID=$CDCTL_SCRIPT_ID:inner; setsid sleep 600 &) ; echo ready; sleep 600");
        assertThat(marker.running()).isEmpty();
    }

    @Test
    void whoMadeASessionAndTookTheCookieOffIsLetGo() {
        cancelWhenReady("(unset CDCTL_SCRIPT_ID; setsid sh -c 'echo ready; sleep 600' &) ; sleep 600");
        assertThat(marker.running()).isNotEmpty();
        marker.endAll();
    }

    @Test
    void withoutASessionOfItsOwnTheTreeIsEndedToo() throws IOException {
        Programs none =
                new Programs(Files.createDirectory(folder.resolve("none")).toString());
        ScriptResult result = cancelWhenReady("(sh -c 'sleep 600 & sleep 600' &) ; echo ready; sleep 600", none);
        assertThat(result.end()).isEqualTo(new End.Cancelled("SIGTERM"));
        assertThat(marker.running()).isEmpty();
    }

    @Test
    void aBackgroundProcessThatHoldsTheOutputDoesNotHoldUs() {
        ScriptResult result = start(Script.of("sleep 600 & echo done", folder)).join();
        assertThat(result.passed()).isTrue();
        assertThat(lines).containsExactly("done");
        assertThat(result.notes()).hasSize(2);
        assertThat(result.notes().get(0)).matches("left running: \\d+ \\(sleep\\)");
        assertThat(result.notes().get(1)).contains("held its output");
        assertThat(marker.running()).hasSize(1);
        marker.endAll();
    }

    @Test
    void aBackgroundProcessWithAnOutputOfItsOwnIsNotedOnly() {
        ScriptResult result = start(Script.of("sleep 600 >/dev/null 2>&1 & echo done", folder))
                .join();
        assertThat(result.notes()).singleElement().asString().startsWith("left running: ");
        marker.endAll();
    }

    @Test
    void whatComesShortlyAfterTheEndIsStillRead() {
        ScriptResult result =
                start(Script.of("(sleep 0.1; echo late) & echo done", folder)).join();
        assertThat(result.tail()).containsExactly("done", "late");
        assertThat(result.notes()).isEmpty();
    }

    @Test
    void aLogThatTheScriptMakesItselfLosesNoLine() {
        for (int i = 0; i < 20; i++) {
            lines.clear();
            String text = "exec > >(sleep 0.05; tee own.log) 2>&1; echo first; echo last >&2; exit 1";
            Script script = Script.of(text, folder).in(StageSpec.Shell.BASH);
            assertThat(start(script).join().tail()).containsExactly("first", "last");
        }
    }

    @Test
    void whatALeftoverWritesLaterIsDroppedAndDoesNotBlockIt() {
        String flood = "sh -c 'while [ ! -e go ]; do sleep 0.05; done; seq 1 50000; touch wrote' &";
        ScriptResult result = start(Script.of(flood + " echo done", folder)).join();
        assertThat(result.tail()).containsExactly("done");
        start(Script.of("touch go", folder)).join();
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("wrote")));
        assertThat(lines).containsExactly("done");
    }
}
