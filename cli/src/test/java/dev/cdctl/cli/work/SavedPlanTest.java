package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess;
import dev.cdctl.cli.InProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedPlanTest {
    private static final String PIPELINE = """
            service: books
            stages: {build: "echo built >made; exit 3"}
            package: [{archive: {name: books, files: ["**"]}}]
            push: {archives: "file:../repo"}
            run: {command: ./start.sh}
            environments: {integration: {drain: 1s}, production: {after: integration}}
            """;

    private Path project;

    @BeforeEach
    void repository(@TempDir Path temporary) throws IOException, InterruptedException {
        project = Files.createDirectories(temporary.resolve("project"));
        Files.writeString(project.resolve("pipeline.yaml"), PIPELINE);
        Files.writeString(project.resolve(".gitignore"), ".cdctl/\nmade\n");
        git("init", "-q");
        commit();
    }

    private void commit() throws IOException, InterruptedException {
        git("add", "-A");
        git("-c", "user.name=Ada", "-c", "user.email=ada@example.test", "commit", "-q", "--allow-empty", "-m", "more");
    }

    private void git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        assertThat(builder.redirectErrorStream(true).start().waitFor()).isZero();
    }

    private InProcess cdctl() {
        return new InProcess()
                .with("PATH", System.getenv().getOrDefault("PATH", ""))
                .with("HOME", project.resolveSibling("home").toString())
                .in(project);
    }

    private Result save() {
        Result result = cdctl().run("plan", "-e", "production", "--save", ".cdctl/plan.json");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        return result;
    }

    private Result run(String... more) {
        List<String> words = new ArrayList<>(List.of("run", "--plan", ".cdctl/plan.json"));
        words.addAll(List.of(more));
        return cdctl().run(words.toArray(new String[0]));
    }

    private void refused(String reason) {
        Result result = run();
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err()).contains(reason);
        assertThat(project.resolve("made")).doesNotExist();
    }

    @Test
    void whatDidNotMoveIsRun() {
        save();
        Result result = run("-e", "production");
        assertThat(result.err()).contains("exit status 3");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(project.resolve("made")).exists();
    }

    @Test
    void aNewCommitIsToldAndRefused() throws IOException, InterruptedException {
        save();
        commit();
        refused("the commit was ");
    }

    @Test
    void aFileThatIsNotCommittedIsToldAndRefused() throws IOException {
        save();
        Files.writeString(project.resolve("more.txt"), "more");
        refused("what is not committed was nothing, is ");
    }

    @Test
    void anotherValueOfThePipelineIsToldAndRefused() throws IOException {
        Files.writeString(project.resolve("pipeline.yaml"), PIPELINE + "owner: Ada\n");
        save();
        Files.writeString(project.resolve("pipeline.yaml"), PIPELINE + "owner: Bob\n");
        refused("the resolved pipeline was ");
    }

    @Test
    void aPlanThatWasEditedIsRefused() throws IOException {
        save();
        Path file = project.resolve(".cdctl/plan.json");
        Files.writeString(file, Files.readString(file).replace("\"production\"", "\"elsewhere\""));
        refused("it was changed after it was saved");
        Files.writeString(file, "nonsense");
        refused("cannot be used");
        Files.delete(file);
        refused("cannot be used");
    }

    @ParameterizedTest
    @ValueSource(strings = {"build", "--to build", "-e integration"})
    void aPlanIsRunAsItIs(String more) {
        save();
        assertThat(run(more.split(" ")).exit()).isEqualTo(2);
        assertThat(project.resolve("made")).doesNotExist();
    }

    @Test
    void aPlanThatGitWouldSeeIsNotSaved() {
        Result result = cdctl().run("plan", "--save", "plan.json");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("save it as .cdctl/plan.json");
        assertThat(project.resolve("plan.json")).doesNotExist();
    }
}
