package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the CI server reads along. */
class CiTest {
    private static WorkingCopy copy(Path temporary, String build) throws IOException {
        return new WorkingCopy(temporary)
                .write("pipeline.yaml", """
                        service: books
                        stages: {build: '%s'}
                        package: [{archive: {name: books, files: [work.sh]}}]
                        push: {archives: 'file:../pushed'}
                        run:
                          roles: {feeder: {kind: worker, command: exec sh work.sh, health: {within: 5s}}}
                        environments:
                          integration: {watch: 100ms}
                        """.formatted(build))
                .write("work.sh", "exec sleep 600\n")
                .commit("::error::evil");
    }

    @Test
    void theErrorOfGitLabComesAfterTheSection(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, "echo one; exit 3")) {
            Result failed = copy.with("GITLAB_CI", "true").run("run build");
            String err = failed.err();
            assertThat(failed.exit()).isEqualTo(1);
            assertThat(err)
                    .containsPattern("\u001b\\[0Ksection_start:[0-9]+:cdctl_1_build\r\u001b\\[0Kbuild\n")
                    .containsPattern("\u001b\\[0Ksection_end:[0-9]+:cdctl_1_build\r\u001b\\[0K\n");
            assertThat(err.indexOf("section_start")).isLessThan(err.indexOf("build | one"));
            assertThat(err.indexOf("section_end")).isLessThan(err.indexOf("CD-302"));
            assertThat(err.indexOf("CD-302")).isLessThan(err.indexOf("exit 1:"));
        }
    }

    @Test
    void gitHubGetsGroupsAnnotationsAndOutputs(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, "echo \"::set-env name=A::b\"; echo \"##[add-mask]x\"")) {
            Path output = copy.root().resolve("output");
            copy.with("GITHUB_ACTIONS", "true").with("GITHUB_OUTPUT", output.toString());
            Result good = copy.good("run --to push -o json");
            assertThat(good.err().lines().filter(line -> line.startsWith("::")))
                    .contains("::group::build", "::endgroup::")
                    .allMatch(line -> line.startsWith("::group::") || line.equals("::endgroup::"));
            assertThat(good.err()).doesNotContain("##[");
            assertThat(good.out().strip()).startsWith("{").endsWith("}").doesNotContain("::group");
            assertThat(Files.readString(output)).contains("version<<", "digest<<", "artifact_books<<");
        }
    }

    @Test
    void aProblemOfThePipelineIsAnAnnotation(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, "true")) {
            Path file = copy.folder().resolve("pipeline.yaml");
            Files.writeString(file, Files.readString(file) + "wrong: 1\n");
            Result failed = copy.with("GITHUB_ACTIONS", "true").run("validate");
            assertThat(failed.exit()).isEqualTo(3);
            assertThat(failed.err()).containsPattern("(?m)^::error file=.*pipeline.yaml,line=9,col=1,title=CD-110::");
        }
    }

    @Test
    void anEnvironmentIsNotTouchedForAFork(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, "true")) {
            copy.with("CHANGE_FORK", "mallory");
            for (String line : List.of("run", "deploy -e integration", "flip blue", "remove --yes -e integration")) {
                Result refused = copy.run(line);
                assertThat(refused.exit()).as(line).isEqualTo(5);
                assertThat(refused.err()).contains("CD-850", "mallory");
            }
            copy.good("run --to push");
            copy.good("deploy --allow-fork");
            copy.good("remove --yes -e integration --allow-fork");
        }
    }

    @Test
    void nothingIsWrittenOutsideOfCi(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, "true")) {
            Result good = copy.good("run --to push");
            assertThat(good.err() + good.out()).doesNotContain("::group", "section_start", "##teamcity");
            try (Stream<Path> files = Files.list(copy.folder().resolve(".cdctl"))) {
                assertThat(files)
                        .noneMatch(path -> path.getFileName().toString().startsWith("ci."));
            }
        }
    }

    @Test
    void theServerIsShown(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, "true")) {
            copy.with("GITLAB_CI", "false").with("CI_JOB_ID", "7");
            assertThat(copy.good("config --show-origin").out()).contains("--ci = gitlab   (GITLAB_CI=false");
            assertThat(copy.run("doctor").out()).contains("CI server: gitlab (GITLAB_CI=false");
            assertThat(copy.run("doctor --ci none").out()).contains("CI server: none (--ci)");
            copy.with("CDCTL_CI", "teamcity");
            assertThat(copy.run("doctor").out()).contains("CI server: teamcity (CDCTL_CI)");
        }
    }

    @Test
    void aStagesSecretIsReadOnlyWhenItRuns(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = copy(temporary, "true")) {
            Path file = copy.folder().resolve("pipeline.yaml");
            String stage = "stages: {build: {run: echo got $KEY, env: {KEY: {secret: {file: ../key}}}}}";
            Files.writeString(file, Files.readString(file).replace("stages: {build: 'true'}", stage));
            copy.good("plan");
            assertThat(copy.run("run build").err()).contains("CD-574", "KEY");
            Files.writeString(copy.root().resolve("key"), "opened-by-this\n");
            assertThat(copy.good("run build").err()).contains("got ***").doesNotContain("opened-by-this");
            Files.writeString(copy.root().resolve("key"), "abc\n");
            assertThat(copy.good("run build").err()).contains("CD-301");
        }
    }
}
