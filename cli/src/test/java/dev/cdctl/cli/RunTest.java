package dev.cdctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
    private Path folder;

    @BeforeEach
    void folder(@TempDir Path temporary) {
        folder = temporary;
    }

    private InProcess cdctl() {
        return new InProcess().with(new DemoSection()).in(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED,1",
        "USAGE,2",
        "INVALID,3",
        "UNREACHABLE,4",
        "REFUSED,5",
        "NEEDS_PERSON,6",
        "INCONCLUSIVE,7",
        "ROLLED_BACK,8",
        "INTERRUPTED,130"
    })
    void everyKindOfFailureHasItsExitCode(Failure.Kind kind, int code) {
        assertThat(cdctl().run("end", kind.name()).exit()).isEqualTo(code);
    }

    @Test
    void aFailureIsToldOnStderrWithTheScriptsEndLast() throws IOException {
        Result result = cdctl().run("end", "FAILED");
        assertThat(result.out()).isEmpty();
        Golden.check("failure-plain", result);
    }

    @Test
    void aQuietFailureTellsOnlyWhatIsWrong() throws IOException {
        Golden.check("failure-quiet", cdctl().run("end", "FAILED", "-q"));
    }

    @Test
    void aFailureAsJsonIsOneDocumentOnStdout() throws IOException {
        Golden.check("failure-json", cdctl().run("end", "ROLLED_BACK", "-o", "json", "-q"));
    }

    @ParameterizedTest
    @EnumSource(Failure.Kind.class)
    void jsonIsOneDocumentOnStdoutHoweverItEnds(Failure.Kind kind) {
        Result result = cdctl().run("end", kind.name(), "--output=json");
        Json.Obj document = JsonText.readObject(result.out());
        assertThat(document.needNumber("schema_version")).isEqualTo(1);
        assertThat(document.need("kind")).isEqualTo("error");
        assertThat(document.flag("ok")).isFalse();
        assertThat(document.needNumber("exit")).isEqualTo(result.exit());
        assertThat(document.items("problems")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nonsense", "paint --nonsense", "paint", "paint red", "paint blue --count", "lock", "end bug"})
    void jsonIsOneDocumentOnStdoutEvenWhenTheCommandLineIsWrong(String line) {
        String[] args = ("-o json " + line).split(" ");
        Result result = cdctl().with("XDG_STATE_HOME", folder.toString()).run(args);
        assertThat(JsonText.readObject(result.out()).needNumber("exit")).isEqualTo(result.exit());
        assertThat(result.exit()).isEqualTo(line.endsWith("bug") ? 70 : 2);
    }

    @Test
    void theResultFileHoldsTheSameDocument() throws IOException {
        Result good = cdctl().run("paint", "blue", "-o", "json", "--result-file", "good.json");
        Result bad = cdctl().run("end", "REFUSED", "-o", "json", "--result-file", "bad.json");
        assertThat(folder.resolve("good.json")).hasContent(good.out());
        assertThat(folder.resolve("bad.json")).hasContent(bad.out());
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void theResultFileIsWrittenForAWrongCommandLineToo() {
        cdctl().run("paint", "red", "--result-file", "r.json");
        assertThat(folder.resolve("r.json")).content().contains("CD-802");
    }

    @Test
    void aResultFileThatCannotBeWrittenIsRefusedBeforeAnythingIsDone() {
        Result result = cdctl().run("end", "FAILED", "--result-file", "missing/r.json");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("CD-808").doesNotContain("deploy books");
    }

    @Test
    void aBugIsToldInOneLineAndItsTraceIsInAFile() throws IOException {
        Result result = cdctl().with("XDG_STATE_HOME", folder.toString()).run("end", "bug");
        assertThat(result.exit()).isEqualTo(70);
        assertThat(result.err()).contains("CD-900", "unthinkable").doesNotContain("\tat ");
        try (var files = Files.list(folder.resolve("cdctl/crashes"))) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(1);
            assertThat(found.get(0)).content().contains("unthinkable", "\tat dev.cdctl");
            assertThat(result.err()).contains(found.get(0).toString());
        }
    }

    @Test
    void aFileThatCannotBeReadIsNoBug() {
        Result result = cdctl().run("end", "disk");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("CD-812", "No space left on device");
    }

    @Test
    void everythingThatIsTypedArrives() throws IOException {
        Result result = cdctl().run(
                        "-e",
                        "production",
                        "paint",
                        "-o",
                        "json",
                        "green",
                        "--label=a",
                        "--label",
                        "b",
                        "--within",
                        "90s",
                        "-n3",
                        "--force",
                        "--",
                        "-x",
                        "y");
        Golden.check("paint-json", result);
    }

    @Test
    void variablesGiveDefaultsAndOptionsWin() {
        InProcess cdctl = cdctl().with("CDCTL_OUTPUT", "json")
                .with("CDCTL_ENVIRONMENT", "test")
                .with("CDCTL_FILE", "p.yaml");
        assertThat(JsonText.readObject(cdctl.run("paint", "blue").out()).need("environment"))
                .isEqualTo("test");
        assertThat(JsonText.readObject(cdctl.run("paint", "blue", "-e", "live").out())
                        .need("environment"))
                .isEqualTo("live");
        assertThat(cdctl.run("paint", "blue", "-o", "text").out()).isEqualTo("painted blue\n");
    }

    @ParameterizedTest
    @CsvSource({
        "piant blue,CD-800,did you mean cdctl paint?",
        "paint blue --frce,CD-803,did you mean --force?",
        "paint blue --within soon,CD-802,'a time such as'",
        "paint blue --count -1,CD-802,a whole number",
        "paint blue -e ../x,CD-802,a name of lower-case",
        "paint bleu,CD-802,COLOUR blue",
        "paint,CD-804,COLOUR is missing",
        "paint blue --count,CD-804,--count needs a value",
        "paint blue --count 1 --count 2,CD-805,more than once",
        "drop it,CD-805,one word too many",
        "paint blue --output xml,CD-802,'text, json'",
        "lock,CD-811,'lock status, lock break'",
        "lock brake,CD-800,did you mean cdctl lock break?"
    })
    void wrongUsageIsExit2AndSaysWhatToDo(String line, String code, String says) {
        Result result = cdctl().run(line.split(" "));
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("[" + code + "]", says);
    }

    @Test
    void noCommandIsWrongUsage() throws IOException {
        Golden.check("no-command", cdctl().run());
    }

    @Test
    void twoWordsNameACommandBelowAnother() {
        assertThat(cdctl().run("lock", "status").out()).isEqualTo("free\n");
        assertThat(cdctl().run("-q", "lock", "status").out()).isEqualTo("free\n");
        assertThat(cdctl().run("lock", "--help").out()).contains("lock break");
    }

    @Test
    void aDangerousCommandIsRefusedWithoutATerminalAndNamesTheFlag() {
        Result result = cdctl().run("drop");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("CD-806", "--yes");
        assertThat(cdctl().run("drop", "--yes").out()).isEqualTo("removed\n");
    }

    @Test
    void aDangerousCommandAsksAtATerminal() {
        assertThat(cdctl().atTerminal("production\n").run("drop").out()).isEqualTo("removed\n");
        assertThat(cdctl().atTerminal("yes\n").run("drop").exit()).isEqualTo(5);
        assertThat(cdctl().atTerminal("").run("drop").exit()).isEqualTo(5);
    }

    @Test
    void aStageOfThePipelineIsRunByRun(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), "service: x\nstages: {unit: ./unit.sh}\n");
        assertThat(cdctl().in(folder).run("unit").err()).contains("did you mean cdctl run unit?");
    }

    @Test
    void helpNeedsNoValidCommandLine() {
        assertThat(cdctl().run("paint", "--help").out()).contains("Usage: cdctl paint COLOUR [REST...] [OPTION...]");
        assertThat(cdctl().run("--help").out()).contains("Usage: cdctl COMMAND");
        assertThat(cdctl().run("paint", "--help").exit()).isZero();
    }
}
