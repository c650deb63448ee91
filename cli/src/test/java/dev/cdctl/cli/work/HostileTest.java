package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.language.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written into texts that are no scripts is never run and never leads out of the folder. */
class HostileTest {
    private static final String REST = """
            package: [{archive: {name: books, files: [work.sh]}}]
            push: {archives: 'file:../pushed'}
            run: {command: sh work.sh}
            environments: {integration: {}}
            """;

    /** A pipeline in the form that the fields are put into. */
    private static final String BASE = """
            {"service": "books",
             "stages": {"unit": {"run": "true"}},
             "package": [{"archive": {"name": "books", "files": ["work.sh"]}}],
             "push": {"archives": "file:../pushed"},
             "run": {"command": "sh work.sh"},
             "environments": {"integration": {}}}
            """;

    /** What is a script by its nature is run as it is written; only reading it must do nothing. */
    private static final List<String> SCRIPTS = List.of(
            "stages.*",
            "stages.*.run",
            "version.from.command",
            "run.command",
            "run.roles.*.command",
            "run.env.*.secret.command",
            "run.roles.*.env.*.secret.command",
            "environments.*.verify",
            "environments.*.verify.run",
            "environments.*.run.command",
            "environments.*.run.roles.*.command",
            "environments.*.run.env.*.secret.command",
            "environments.*.run.roles.*.env.*.secret.command");

    /** With --all, of how many values that are allowed one is carried out, and not only read. */
    private static final int EVERY = 10;

    private static void assertUnharmed(WorkingCopy copy, Path canary, String what) throws IOException {
        assertThat(canary).as(what).doesNotExist();
        try (Stream<Path> files = Files.list(copy.root())) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .as(what)
                    .isSubsetOf("books", "home", "pushed", "vault");
        }
    }

    /** Every text of the language: a few values each by turns, so that all values come up; all of each with --all. */
    @Test
    void inEveryFieldOfPipelineYaml(@TempDir Path temporary) throws IOException {
        boolean all = Boolean.getBoolean("cdctl.all");
        Fields fields = new Fields(PipelineFile.schema(), BASE);
        Path canary = temporary.resolve("canary");
        List<String> values = Hostile.all(canary);
        int number = 0;
        int valid = 0;
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            assertThat(fields.places()).hasSizeGreaterThan(80).contains("service", "run.env.*.secret.file");
            assertThat(fields.places()).containsAll(SCRIPTS);
            for (String place : fields.places()) {
                int some = all
                        ? values.size()
                        : 1 + values.size() / fields.places().size();
                for (int i = 0; i < some; i++, number++) {
                    String value = values.get(number % values.size());
                    boolean runs = !SCRIPTS.contains(place) && (!all || number % EVERY == 0);
                    valid += tried(copy, fields.with(place, value), runs, place + ": " + value) ? 1 : 0;
                    assertUnharmed(copy, canary, place + ": " + value);
                }
            }
        }
        assertThat(valid).as("values that are allowed where they stand").isGreaterThan(20);
    }

    /** Whether it is a pipeline at all; if so it is planned, and carried out up to the repository. */
    private static boolean tried(WorkingCopy copy, String pipeline, boolean runs, String what) throws IOException {
        copy.write("pipeline.yaml", pipeline);
        Result valid = copy.run("validate");
        assertThat(valid.exit()).as(what + "\n" + valid.err()).isIn(0, 3);
        if (valid.exit() == 0 && runs) {
            Result plan = copy.run("plan");
            assertThat(plan.exit()).as(what + "\n" + plan.err()).isIn(0, 1, 3, 4, 5);
            Result run = copy.run("run -q --to push");
            assertThat(run.exit()).as(what + "\n" + run.err()).isIn(0, 1, 2, 3, 4, 5);
        }
        return valid.exit() == 0;
    }

    /** A base that can be carried out also shows that the way there is open for a value that is allowed. */
    @Test
    void whatTheFieldsArePutIntoIsAWholePipeline(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            copy.write("pipeline.yaml", new Fields(PipelineFile.schema(), BASE).with("description", "Lends books"));
            Result run = copy.run("run -q --to push");
            assertThat(run.exit()).as(run.err()).isZero();
        }
    }

    @Test
    void asAVersion(@TempDir Path temporary) throws IOException {
        Path canary = temporary.resolve("canary");
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            for (String value : Hostile.values(canary)) {
                copy.with("RELEASE", value.replace("\u0000", "")).write("VERSION", value);
                for (String source : List.of("{env: RELEASE}", "{file: VERSION}", "{command: cat VERSION}")) {
                    copy.write("pipeline.yaml", "service: books\nversion: {from: " + source + "}\n" + REST);
                    Result run = copy.run("run -q --to push");
                    assertThat(run.exit()).as(value + "\n" + run.err()).isIn(0, 1, 4, 5);
                    assertUnharmed(copy, canary, source + ": " + value);
                }
            }
        }
    }

    @Test
    void asTheNameOfAFile(@TempDir Path temporary) throws IOException {
        Path canary = temporary.resolve("canary");
        int written = 0;
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").commit("Lend books")) {
            copy.write("pipeline.yaml", "service: books\n" + REST.replace("[work.sh]", "['**']"));
            for (String value : Hostile.values(canary)) {
                Path file = Path.of("nowhere");
                try {
                    file = copy.folder().resolve("files/" + value.replace('/', '_'));
                    copy.write("files/" + value.replace('/', '_'), "x");
                    written++;
                } catch (IOException | InvalidPathException e) {
                    continue;
                }
                Result run = copy.run("run -q --to push");
                assertThat(run.exit()).as(value + "\n" + run.err()).isIn(0, 1, 3, 5);
                assertUnharmed(copy, canary, value);
                Files.deleteIfExists(file);
            }
        }
        assertThat(written).isGreaterThan(20);
    }

    /** The environment of an instance takes any text as it is, and nothing on the way there reads it. */
    @Test
    void inTheEnvironmentOfAnInstance(@TempDir Path temporary) throws IOException {
        Path canary = temporary.resolve("canary");
        List<String> values = Hostile.all(canary).stream()
                .filter(value -> !value.contains("\u0000") && !value.contains("${"))
                .toList();
        StringBuilder env = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            env.append("    V")
                    .append(i)
                    .append(": ")
                    .append(Hostile.quoted(values.get(i)))
                    .append('\n');
        }
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("")) {
            String pipeline = Files.readString(copy.folder().resolve("pipeline.yaml"));
            copy.write("pipeline.yaml", pipeline.replace("run:\n", "run:\n  env:\n" + env));
            copy.write("work.sh", "env -0 >\"$HOME/environment\"; exec sleep 600\n")
                    .commit("Lend books");
            Result run = copy.run("run -e integration");
            assertThat(run.exit()).as(run.err()).isZero();
            List<String> given = List.of(
                    Files.readString(copy.root().resolve("home/environment")).split("\0"));
            for (int i = 0; i < values.size(); i++) {
                assertThat(given).contains("V" + i + "=" + values.get(i));
            }
            assertUnharmed(copy, canary, "the environment of an instance");
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
