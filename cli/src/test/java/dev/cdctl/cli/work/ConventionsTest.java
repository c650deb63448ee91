package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people and CI jobs expect of every command line, tried on all kinds of it. */
class ConventionsTest {
    private final Path temporary;

    ConventionsTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    @ParameterizedTest
    @CsvSource({
        "deplyo, deploy",
        "lock statsu, lock status",
        "deploy --relase 1.0.0, --release",
        "deploy -e prodction, production",
        "run biuld, build",
        "config --show-orign, --show-origin"
    })
    void theNearestNameIsOffered(String line, String meant) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            Result result = copy.run(line);
            assertThat(result.exit()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains("did you mean").contains(meant);
        }
    }

    @ParameterizedTest
    @CsvSource({"environmets:, environments", "owener: Ada, owner"})
    void theNearestKeyIsOffered(String line, String meant) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker(line + "\n").commit("Lend books")) {
            Result result = copy.run("validate");
            assertThat(result.exit()).as(result.err()).isEqualTo(3);
            assertThat(result.err()).contains("did you mean '" + meant + "'").contains("pipeline.yaml:10:1");
        }
    }

    /** A CI job has no terminal, and its stdin may be a pipe that never ends: nobody waits for an answer from it. */
    @ParameterizedTest
    @ValueSource(strings = {"stop -e production", "remove -e production", "approve -e production", "router stop"})
    void whatIsDangerousIsRefusedWithoutATerminal(String line) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            copy.good("run -q --to push");
            Result result = copy.run(line);
            assertThat(result.exit()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains("CD-806").contains("--yes");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stages: {build: 'echo building'} | stages: {build: {run: sleep 60, timeout: 300ms}} | build",
                "integration: {watch: 100ms} | integration: {watch: 0s, verify: {run: sleep 60, timeout: 300ms}} | verify",
                "roles: {feeder: | roles: {move: {kind: job, command: sleep 60, within: 300ms}, feeder: | move",
            })
    void whatTakesTooLongIsNamedWithItsLimit(String text, String slow, String awaited) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("")) {
            String pipeline = java.nio.file.Files.readString(copy.folder().resolve("pipeline.yaml"));
            assertThat(pipeline).contains(text);
            copy.write("pipeline.yaml", pipeline.replace(text, slow)).commit("Lend books");
            Result result = copy.run("run -e integration");
            assertThat(result.exit()).as(result.err()).isEqualTo(1);
            assertThat(result.err()).contains(awaited).containsPattern("0\\.3 ?s|300 ?ms");
        }
    }

    @Test
    void aFlagWinsOverAVariableWhichWinsOverTheFile() throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            assertThat(copy.good("plan -o json").out()).contains("\"integration\"");
            copy.with("CDCTL_ENVIRONMENT", "production");
            assertThat(copy.good("status").out()).startsWith("production").doesNotContain("integration");
            assertThat(copy.good("status -e integration").out()).startsWith("integration");
            assertThat(copy.good("config --show-origin").out())
                    .containsPattern("service.*books.*pipeline\\.yaml:1:10")
                    .containsPattern("drain.*30s.*default");
        }
    }

    /** All problems at once, each with its code, its place and what to do. */
    @Test
    void anErrorTellsWhatWhereWhyAndWhatToDo() throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary)
                .worker("owner: 'a\tb'\ndescription: [x]\n")
                .commit("Lend books")) {
            Result result = copy.run("validate -o json");
            assertThat(result.exit()).isEqualTo(3);
            assertThat(result.out().replaceAll("\\s", ""))
                    .contains("\"code\":\"CD-113\"", "\"code\":\"CD-112\"")
                    .contains("\"line\":10,\"column\":8", "\"line\":11,\"column\":14")
                    .contains("\"exit\":3", "\"changed\":false");
            assertThat(copy.run("validate").err())
                    .contains("pipeline.yaml:10:8")
                    .contains("^");
        }
    }
}
