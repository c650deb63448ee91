package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionTest {
    private static final String FROM_FILE = "version: {from: {file: VERSION}}\n";

    @Test
    void printsTheVersionAndThenItsForms(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker(FROM_FILE).write("VERSION", "1.4.3-dev.5.gab+7")) {
            assertThat(copy.good("version").out()).isEqualTo("""
                    1.4.3-dev.5.gab+7
                    semver 1.4.3-dev.5.gab+7
                    numeric 1.4.2.5
                    docker 1.4.3-dev.5.gab_7
                    maven 1.4.3-milestone.0.dev.5.gab+7
                    npm 1.4.3-dev.5.gab
                    debian 1.4.3~dev.5.gab+7
                    """);
            assertThat(copy.cdctl().atTerminal("").run("version").out())
                    .contains("\n  semver   1.4.3-dev.5.gab+7\n  numeric  1.4.2.5\n");
            assertThat(copy.good("version --form docker").out()).isEqualTo("1.4.3-dev.5.gab_7\n");
            Json.Obj json = JsonText.readObject(copy.good("version -o json").out());
            assertThat(json.text("version")).contains("1.4.3-dev.5.gab+7");
            assertThat(json.object("forms").orElseThrow().text("numeric")).contains("1.4.2.5");
        }
    }

    @Test
    void aFormThatCannotBeMadeIsAProblemOnlyWhenAskedFor(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker(FROM_FILE).write("VERSION", "r17")) {
            assertThat(copy.good("version").out()).isEqualTo("r17\ndocker r17\nmaven r17\n");
            Result refused = copy.run("version --form numeric");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).contains("CD-223");
            assertThat(copy.run("version --form rpm").exit()).isEqualTo(2);
        }
    }

    @Test
    void scriptsGetTheForms(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary).worker("").write("VERSION", "1.4.2+7")) {
            copy.write("pipeline.yaml", FROM_FILE + """
                    service: books
                    stages:
                      unit: 'echo "$CDCTL_VERSION_NUMERIC $CDCTL_VERSION_DOCKER" >seen'
                    package: [{archive: {name: books, files: [work.sh]}}]
                    run: {command: sh work.sh}
                    environments: {integration: {}}
                    """);
            copy.good("run unit");
            assertThat(copy.folder().resolve("seen")).hasContent("1.4.2.0 1.4.2_7");
        }
    }

    @Test
    void aReleaseFromSubversionIsDeployedAndTheNextOneListsItsRevisions(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = new WorkingCopy(temporary)) {
            copy.attempt(
                    "sh",
                    "-c",
                    "svnadmin create ../repo; U=file://$(realpath ../repo);"
                            + " svn mkdir -qm layout $U/trunk $U/tags; svn checkout -q $U/trunk .;"
                            + " svn propset -q svn:ignore .cdctl .");
            copy.worker("version: {from: svn}\n");
            copy.attempt(
                    "sh",
                    "-c",
                    "svn add -q *; svn commit -qm 'Lend books'; svn copy -qm tag ^/trunk"
                            + " ^/tags/v1.4.2; svn update -q");
            assertThat(copy.good("version --form semver").out()).isEqualTo("1.4.2\n");
            copy.good("run -e integration");
            Json.Obj live = JsonText.readObject(
                    copy.good("history -e integration -o json").out());
            assertThat(JsonText.line(live)).contains("\"r2\"");
            copy.write("work.sh", "echo more; exec sleep 600\n");
            copy.attempt("sh", "-c", "svn commit -q --username ana -m 'Take them back'; svn update -q");
            assertThat(copy.good("plan").out()).contains("1.4.3-dev.1.r4").contains("r4 Take them back (ana)");
        }
    }
}
