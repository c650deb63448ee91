package dev.cdctl.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.script.ScriptResult.End.Exited;
import dev.cdctl.script.StageSpec.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ScriptRunnerTest {
    private final Path folder;

    @RegisterExtension
    final Marker marker = new Marker();

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Cancel cancel = new Cancel();

    ScriptRunnerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private ScriptResult run(String text) {
        return run(Script.of(text, folder));
    }

    private ScriptResult run(Script script) {
        return new ScriptRunner(Mask.none(), cancel)
                .run(script.with(marker.env(script.env())), folder.resolve("runs/1/unit.log"), lines::add);
    }

    private static String status(ScriptResult result) {
        return result.end().toString();
    }

    @Test
    void whatItWritesIsPassedOnAndLogged() throws IOException {
        ScriptResult result = run("echo one; echo two");
        assertThat(result.passed()).isTrue();
        assertThat(lines).containsExactly("one", "two");
        assertThat(result.tail()).containsExactly("one", "two");
        assertThat(result.notes()).isEmpty();
        assertThat(result.log()).isEqualTo(folder.resolve("runs/1/unit.log")).hasContent("one\ntwo\n");
        assertThat(result.took()).isPositive();
    }

    @Test
    void theExitStatusIsKept() {
        ScriptResult result = run("exit 3");
        assertThat(result.passed()).isFalse();
        assertThat(result.end()).isEqualTo(new Exited(3));
        assertThat(status(result)).isEqualTo("exit status 3");
        assertThat(status(run("nosuchprogram"))).isEqualTo("exit status 127: a program was not found");
        assertThat(status(run("exit 255"))).isEqualTo("exit status 255");
    }

    @Test
    void aSignalIsNamed() {
        assertThat(status(run("kill -KILL $$"))).isEqualTo("exit status 137: ended by signal 9 (KILL)");
        assertThat(status(run("kill -SEGV $$"))).isEqualTo("exit status 139: ended by signal 11 (SEGV)");
    }

    @Test
    void aFailingCommandEndsTheScriptInBothShells() {
        for (Shell shell : List.of(Shell.SH, Shell.BASH)) {
            lines.clear();
            ScriptResult result =
                    run(Script.of("echo before\nfalse\necho after", folder).in(shell));
            assertThat(result.end()).isEqualTo(new Exited(1));
            assertThat(lines).containsExactly("before");
        }
    }

    @Test
    void aScriptMayTakeThatBack() {
        assertThat(run("set +e\nfalse\necho after").passed()).isTrue();
        assertThat(lines).containsExactly("after");
    }

    @Test
    void theShellIsTheOneThatWasAskedFor() {
        assertThat(run(Script.of("a=(x y); echo ${a[1]}", folder).in(Shell.BASH))
                        .passed())
                .isTrue();
        assertThat(lines).containsExactly("y");
    }

    @Test
    void aTextThatLooksLikeAnOptionIsStillTheScript() {
        assertThat(status(run("-x; echo no"))).startsWith("exit status 127");
        assertThat(lines).noneMatch("no"::equals);
    }

    @Test
    void powerShellAndCmdAreCalledAsDocumented() throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        for (String name : List.of("pwsh", "cmd")) {
            Path program = Files.writeString(bin.resolve(name), "#!/bin/sh\nfor a; do echo \"[$a]\"; done\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        Script script = Script.of("a \"b\" $c", folder).with(Map.of("PATH", bin.toString()));
        run(script.in(Shell.PWSH));
        assertThat(lines).containsExactly("[-NoProfile]", "[-NonInteractive]", "[-Command]", "[a \"b\" $c]");
        lines.clear();
        run(script.in(Shell.CMD));
        assertThat(lines).containsExactly("[/c]", "[a \"b\" $c]");
    }

    @Test
    void aMissingShellIsSaidBeforeAnythingRan() {
        Script script = Script.of("touch ran", folder).with(Map.of("PATH", folder + ":relative::"));
        assertThatThrownBy(() -> run(script.in(Shell.BASH)))
                .isInstanceOf(Failure.class)
                .hasMessage("CD-304 the shell bash is not installed");
        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void aScriptThatIsTooLongForTheSystemIsAFailureWithAWayOut() {
        assertThatThrownBy(() -> run("# " + "x".repeat(3_000_000)))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems())
                                .singleElement()
                                .satisfies(problem -> {
                                    assertThat(problem.code()).isEqualTo("CD-305");
                                    assertThat(problem.why()).contains("too long");
                                    assertThat(problem.remedy()).contains("file of its own");
                                }));
    }

    @Test
    void namesAndValuesThatNoProcessCanHaveAreFailures() {
        Script script = Script.of("true", folder);
        assertThatThrownBy(() -> run(script.with(Map.of("A", "x\0y")))).hasMessageContaining("CD-305");
        assertThatThrownBy(() -> run(script.with(Map.of("A=B", "x")))).hasMessageContaining("CD-305");
        assertThatThrownBy(() -> run("echo \0")).hasMessageContaining("CD-305");
    }

    @Test
    void aLogThatCannotBeWrittenIsAFailureBeforeAnythingRan() throws IOException {
        Files.writeString(folder.resolve("runs"), "in the way");
        assertThatThrownBy(() -> run("touch ran")).hasMessageContaining("CD-308");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void stdinIsEmpty() {
        assertThat(run("cat; read x || echo nothing").passed()).isTrue();
        assertThat(lines).containsExactly("nothing");
    }

    @Test
    void theCallersEnvironmentIsThereAndTheScriptsOwnIsAdded() {
        run(Script.of("echo \"$PATH\"; echo \"$OWN\"", folder).with(Map.of("OWN", "x y")));
        assertThat(lines).containsExactly(System.getenv("PATH"), "x y");
    }

    @Test
    void valuesOfTheEnvironmentAreNeverEvaluated() {
        List<String> hostile = List.of(
                "$(touch ran)",
                "`touch ran`",
                "; touch ran",
                "a\ntouch ran",
                "'\"; touch ran #",
                "${IFS}",
                "-n",
                "%s\\n");
        for (String value : hostile) {
            lines.clear();
            run(Script.of("printf '%s\\n' \"$VALUE\"", folder).with(Map.of("VALUE", value)));
            assertThat(String.join("\n", lines)).isEqualTo(value);
        }
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void aFunctionInTheEnvironmentDoesNotReplaceACommandOfSh() {
        run(Script.of("echo fine", folder).with(Map.of("ENV", "$(touch ran)", "echo()", "() { touch ran; }")));
        assertThat(lines).containsExactly("fine");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void itWorksInItsFolderEvenWithAnOddName() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("a b; touch $(ran) 'x'"));
        run(Script.of("pwd", odd));
        assertThat(lines).containsExactly(odd.toRealPath().toString());
    }

    @Test
    void stdoutAndStderrKeepTheirOrder() {
        run("i=0; while [ $i -lt 200 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done");
        assertThat(lines)
                .isEqualTo(IntStream.range(0, 200)
                        .boxed()
                        .flatMap(i -> List.of("out " + i, "err " + i).stream())
                        .toList());
    }

    @Test
    void onlyTheLastLinesAreKeptForTheReport() {
        ScriptResult result = run("i=1; while [ $i -le 100 ]; do echo $i; i=$((i+1)); done; exit 1");
        assertThat(result.tail()).hasSize(40).startsWith("61").endsWith("100");
    }

    @Test
    void runsSideBySideDoNotMixTheirOutput() {
        ScriptRunner runner = new ScriptRunner(Mask.none(), cancel);
        List<CompletableFuture<String>> runs = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    List<String> own = Collections.synchronizedList(new ArrayList<>());
                    Script script = Script.of(
                                    "n=0; while [ $n -lt 50 ]; do echo $ID; n=$((n+1)); done; exit $ID", folder)
                            .with(marker.env(Map.of("ID", String.valueOf(i))));
                    ScriptResult result = runner.run(script, folder.resolve(i + ".log"), own::add);
                    return result.end() + " " + own.stream().distinct().collect(Collectors.joining(","));
                }))
                .toList();
        for (int i = 0; i < runs.size(); i++) {
            assertThat(runs.get(i).join()).isEqualTo("exit status " + i + " " + i);
        }
    }

    @Test
    void aListenerThatThrowsDoesNotStopTheScript() {
        Script script = Script.of("seq 1 100000; touch ran", folder).with(marker.env());
        assertThatThrownBy(() -> new ScriptRunner(Mask.none(), cancel).run(script, folder.resolve("log"), line -> {
                    throw new IllegalStateException("closed");
                }))
                .hasMessage("closed");
        assertThat(folder.resolve("ran")).exists();
    }

    @Test
    void secretsReachNeitherConsoleNorLogNorReport() throws IOException {
        Mask mask = Mask.of(Map.of("TOKEN", "s3cr3t-token", "KEY", "line one\nline two"));
        String text = "printf s3cr; sleep 0.2; printf '3t-token\\n'; printf 's3cr3t-token' | base64; "
                + "printf 'line one\\nline two\\n'; echo line two; exit 1";
        Path log = folder.resolve("log");
        ScriptResult result =
                new ScriptRunner(mask, cancel).run(Script.of(text, folder).with(marker.env()), log, lines::add);
        assertThat(lines).containsExactly("***", "***", "***", "***");
        assertThat(Files.readString(log, UTF_8)).isEqualTo("***\n***\n***\n***\n");
        assertThat(result.tail()).containsExactly("***", "***", "***", "***");
    }

    @Test
    void withoutSetsidPerlMakesTheSessionAndWithoutBothItStillRuns() throws IOException {
        Path none = Files.createDirectory(folder.resolve("none"));
        Path perl = Files.createDirectory(folder.resolve("perl"));
        Files.writeString(perl.resolve("perl"), "#!/bin/sh\nexec /usr/bin/env perl \"$@\"\n");
        assertThat(perl.resolve("perl").toFile().setExecutable(true)).isTrue();
        String session = "cut -d' ' -f6 /proc/$$/stat; echo $$";
        for (Path programs : List.of(perl, none)) {
            lines.clear();
            new ScriptRunner(Mask.none(), cancel, new Programs(programs.toString()))
                    .run(Script.of(session, folder).with(marker.env()), folder.resolve("log"), lines::add);
            assertThat(lines.get(0).equals(lines.get(1))).isEqualTo(programs.equals(perl));
        }
    }

    @Test
    void nothingIsStartedAfterStoppingWasAskedFor() {
        cancel.request("SIGTERM");
        assertThatThrownBy(() -> run("touch ran")).hasMessageContaining("CD-801");
        assertThat(folder.resolve("ran")).doesNotExist();
    }
}
