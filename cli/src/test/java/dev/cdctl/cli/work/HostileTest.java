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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written into texts that are no scripts is never run and never leads out of the folder. */
class HostileTest {
    private static final String REST = """
            package: [{archive: {name: books, files: [work.sh]}}]
            push: {archives: 'file:../pushed'}
            run: {command: sh work.sh}
            environments: {integration: {}}
            """;

    private static void assertUnharmed(WorkingCopy copy, Path canary, String what) throws IOException {
        assertThat(canary).as(what).doesNotExist();
        try (Stream<Path> files = Files.list(copy.root())) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .as(what)
                    .isSubsetOf("books", "home", "pushed", "vault");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service: VALUE\n" + REST,
                "service: books\ndescription: VALUE\nowner: VALUE\n" + REST,
                "service: books\nversion: {from: VALUE}\n" + REST,
                "service: books\nversion: {from: {file: VALUE}}\n" + REST,
                "service: books\nversion: {from: {env: VALUE}}\n" + REST,
                "service: books\nversion: {stamp: [{file: VALUE, pattern: 'x=(.*)'}]}\n" + REST,
                "service: books\nversion: {stamp: [{file: work.sh, pattern: VALUE}]}\n" + REST,
                "service: books\nstages: {VALUE: 'true'}\n" + REST,
                "service: books\nstages: {unit: {run: 'true', in: VALUE}}\n" + REST,
                "service: books\nstages: {unit: {run: 'true', env: {X: VALUE}}}\n" + REST,
                "service: books\nstages: {unit: {run: 'true', env: {VALUE: x}}}\n" + REST,
                "service: books\nstages: {unit: {run: 'true', junit: VALUE}}\n" + REST,
                "service: books\npackage: [{archive: {name: VALUE, files: [work.sh]}}]\n"
                        + "run: {command: x}\nenvironments: {a: {}}\n",
                "service: books\npackage: [{archive: {name: a, files: [VALUE]}}]\n"
                        + "run: {command: x}\nenvironments: {a: {}}\n",
                "service: books\npackage: [{archive: {name: a, root: VALUE, files: ['**']}}]\n"
                        + "run: {command: x}\nenvironments: {a: {}}\n",
                "service: books\npackage: [{archive: {name: a, files: [work.sh]}}]\n"
                        + "run: {command: x, env: {X: VALUE}, config: [VALUE], health: {http: VALUE}}\n"
                        + "environments: {a: {}}\n",
                "service: books\npackage: [{archive: {name: a, files: [work.sh]}}]\n"
                        + "run: {command: x, archive: VALUE}\nenvironments: {VALUE: {after: VALUE, url: VALUE}}\n"
            })
    void inPipelineYaml(String yaml, @TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            Path canary = temporary.resolve("canary");
            for (String value : Hostile.values(canary)) {
                copy.write("pipeline.yaml", yaml.replace("VALUE", Hostile.quoted(value)));
                Result valid = copy.run("validate");
                assertThat(valid.exit()).as(value + "\n" + valid.err()).isIn(0, 3);
                if (valid.exit() == 0 && !yaml.contains("owner")) {
                    Result run = copy.run("run -q --to push");
                    assertThat(run.exit()).as(value + "\n" + run.err()).isIn(0, 1, 2, 3, 5);
                }
                assertUnharmed(copy, canary, value);
            }
        }
    }

    @Test
    void inGit(@TempDir Path temporary) throws IOException {
        Path canary = temporary.resolve("canary");
        List<String> values = Hostile.values(canary);
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            for (int at = 0; at < values.size(); at++) {
                String value = values.get(at).replace("\u0000", "");
                copy.with("GIT_AUTHOR_NAME", value.isBlank() || value.matches("[-.,:;<>\"\\\\'`()]*") ? "Eve" : value);
                Path subject = Files.writeString(temporary.resolve("subject"), value + "\n");
                copy.attempt("git", "commit", "-q", "--allow-empty", "--allow-empty-message", "-F", subject.toString());
                copy.attempt("git", "update-ref", "refs/heads/" + value, "HEAD");
                copy.attempt("git", "symbolic-ref", "HEAD", "refs/heads/" + value);
                copy.attempt("git", "update-ref", "refs/tags/v" + value, "HEAD");
                copy.attempt("git", "update-ref", "refs/tags/v1.0." + at + value, "HEAD");
                Result run = copy.run("run -q --to push");
                assertThat(run.exit()).as(value + "\n" + run.err()).isIn(0, 1, 5);
                assertThat(copy.run("plan").exit()).as(value).isIn(0, 1, 5);
                assertUnharmed(copy, canary, value);
            }
        }
    }
}
