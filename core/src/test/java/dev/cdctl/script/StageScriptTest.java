package dev.cdctl.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.script.StageSpec.Shell;
import dev.cdctl.script.cache.CacheSpec;
import dev.cdctl.secret.EnvValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StageScriptTest {
    private static final Origin ORIGIN = new Origin("pipeline.yaml", 7, 9, "  unit: {run: ./unit.sh}");
    private static final StageScript.Launcher LAUNCHER =
            (script, log, lines, cancel) -> new ScriptRunner(Mask.none(), cancel).run(script, log, lines);
    private static final Name UNIT = new Name("unit");

    @RegisterExtension
    final Marker marker = new Marker();

    private final Path repository;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Cancel cancel = new Cancel();

    StageScriptTest(@TempDir Path folder) throws IOException {
        this.repository = folder.toRealPath();
    }

    private StageScript step(String text) {
        return step(text, Optional.empty(), Optional.empty());
    }

    private StageScript step(String text, Optional<String> in, Optional<Duration> timeout) {
        StageSpec spec = new StageSpec(
                UNIT,
                text,
                Shell.SH,
                in,
                EnvValue.plain(marker.env(Map.of("OWN", "value"))),
                timeout,
                Optional.empty(),
                CacheSpec.none(),
                0,
                Optional.empty(),
                Optional.empty(),
                ORIGIN);
        ScriptVariables variables = ScriptVariables.of(new Name("books"), "run-1", repository)
                .version(new Version("1.4.2"))
                .commit(new Commit("0123456789abcdef0123456789abcdef01234567"))
                .environment(new Name("integration"))
                .target("http://127.0.0.1:8080", Colour.GREEN);
        StageScript.Run run = new StageScript.Run(repository, repository.resolve(".cdctl/runs/run-1"), variables);
        return new StageScript(spec, run, LAUNCHER, lines::add);
    }

    private String run(StageScript step) {
        ScriptResult result = step.attempt(1, cancel);
        result.orThrow("stage " + step.name(), ORIGIN);
        return String.join("; ", result.notes());
    }

    private Problem problem(StageScript step, Failure.Kind kind) {
        List<Problem> found = new ArrayList<>();
        assertThatThrownBy(() -> run(step)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(kind);
            found.addAll(failure.problems());
        });
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void itIsNamedAfterTheStageAndTellsItsFirstLine() {
        assertThat(step("./unit.sh").name()).isEqualTo("unit");
        assertThat(step("./unit.sh").describe()).isEqualTo("run unit: ./unit.sh");
        assertThat(step("\n  ./one.sh  \n./two.sh\n").describe()).isEqualTo("run unit: ./one.sh\u2026");
        assertThat(step("x".repeat(100)).describe()).isEqualTo("run unit: " + "x".repeat(60) + "\u2026");
        assertThat(step("echo \u001b[31mred").describe()).isEqualTo("run unit: echo  [31mred");
        assertThat(step("").describe()).isEqualTo("run unit: ");
    }

    @Test
    void aScriptThatPassesHasNothingToSay() {
        assertThat(run(step("echo hello"))).isEmpty();
        assertThat(lines).containsExactly("hello");
        assertThat(step("").log(1))
                .isEqualTo(repository.resolve(".cdctl/runs/run-1/unit.log"))
                .hasContent("hello\n");
    }

    @Test
    void theDocumentedVariablesAreThere() {
        run(step("env | grep -E '^(CDCTL_[A-RT-Z]|CDCTL_S[ET]|OWN)' | sort"));
        lines.removeIf(line -> line.startsWith("CDCTL_TEST_MARK"));
        assertThat(lines)
                .containsExactly(
                        "CDCTL_COLOUR=green",
                        "CDCTL_COMMIT=0123456789abcdef0123456789abcdef01234567",
                        "CDCTL_ENVIRONMENT=integration",
                        "CDCTL_FOLDER=" + repository,
                        "CDCTL_RUN_ID=run-1",
                        "CDCTL_SERVICE=books",
                        "CDCTL_STAGE=unit",
                        "CDCTL_URL=http://127.0.0.1:8080",
                        "CDCTL_VERSION=1.4.2",
                        "OWN=value");
    }

    @Test
    void everyVariableIsInTheDocumentation() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "stages.md"));
        run(step("env"));
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("CDCTL_") && !line.startsWith("CDCTL_TEST_MARK"))
                        .map(line -> line.substring(0, line.indexOf('='))))
                .hasSizeGreaterThan(9)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void itWorksInTheFolderThatTheStageNames() throws IOException {
        Files.createDirectory(repository.resolve("module"));
        run(step("pwd", Optional.of("module"), Optional.empty()));
        assertThat(lines).containsExactly(repository + "/module");
        assertThat(problem(step("pwd", Optional.of("nowhere"), Optional.empty()), Failure.Kind.FAILED)
                        .what())
                .isEqualTo("there is no folder nowhere to work in");
    }

    @Test
    void aFailureTellsStatusPlaceLogAndLastLines() {
        StageScript step = step("echo one; echo two >&2; exit 3");
        Problem problem = problem(step, Failure.Kind.FAILED);
        assertThat(problem.code()).isEqualTo("CD-302");
        assertThat(problem.what()).isEqualTo("stage unit failed: exit status 3");
        assertThat(problem.origin()).contains(ORIGIN);
        assertThat(problem.why()).isEqualTo("the whole log is " + step.log(1) + "\none\ntwo");
        assertThat(problem.remedy()).isNotEmpty();
        assertThat(problem(step("exit 1"), Failure.Kind.FAILED).why()).endsWith("it wrote nothing");
    }

    @Test
    void aTimeoutIsAFailureOfItsOwn() {
        StageScript step = step("echo begun; sleep 600", Optional.empty(), Optional.of(Duration.ofMillis(500)));
        Problem problem = problem(step, Failure.Kind.FAILED);
        assertThat(problem.code()).isEqualTo("CD-303");
        assertThat(problem.what()).isEqualTo("stage unit took too long: ended after its timeout of 0.5s");
        assertThat(problem.why()).endsWith("begun");
    }

    @Test
    void aCancelIsAnInterruption() {
        cancel.onRequest(() -> lines.add("woken"));
        StageSpec spec =
                StageSpec.of(UNIT, Script.of("echo go; sleep 600", repository).with(marker.env()), ORIGIN);
        StageScript.Run run =
                new StageScript.Run(repository, repository, ScriptVariables.of(new Name("books"), "run-1", repository));
        StageScript step = new StageScript(spec, run, LAUNCHER, line -> cancel.request("SIGTERM"));
        Problem problem = problem(step, Failure.Kind.INTERRUPTED);
        assertThat(problem.code()).isEqualTo("CD-801");
        assertThat(problem.why()).isEqualTo("stage unit was ended: SIGTERM");
    }

    @Test
    void whatWasLeftRunningIsInTheOutcome() {
        assertThat(run(step("sleep 600 >/dev/null 2>&1 &"))).matches("left running: \\d+ \\(sleep\\)");
        marker.endAll();
    }
}
