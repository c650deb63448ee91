package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionStampTest {
    private static final String PIPELINE = """
            service: books
            version:
              stamp:
                - {json: app.json, path: info.version}
                - {pom: pom.xml, form: semver}
            stages:
              build: |
                mkdir -p in/META-INF/maven/shelf/books
                version=$(cat built 2>/dev/null || sed -n 's,.*<version>\\(.*\\)</version>.*,\\1,p' pom.xml)
                printf 'groupId=shelf\\nartifactId=books\\nversion=%s\\n' "$version" \
                  >in/META-INF/maven/shelf/books/pom.properties
                jar cf books.jar -C in .
            package: [{archive: {name: books, files: [books.jar], says-version: [books.jar]}}]
            run: {command: sh work.sh}
            environments: {integration: {}}
            """;
    private static final String POM =
            "<project><groupId>shelf</groupId><artifactId>books</artifactId>\n<version>0-SNAPSHOT</version></project>\n";

    @Test
    void checkEndsWithOneUntilEveryPlaceSaysTheVersion(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = started(temporary)) {
            Result check = copy.run("version-stamp --check");
            assertThat(check.exit()).isEqualTo(1);
            assertThat(check.err())
                    .contains("app.json:1:22")
                    .contains("it says 0, not \"1.4.2\"")
                    .contains("pom.xml:2:10");
            assertThat(copy.git("status", "--porcelain")).isEmpty();
            assertThat(copy.folder().resolve(".cdctl/stamp.json")).doesNotExist();
            copy.good("version-stamp");
            assertThat(copy.good("version-stamp --check").out()).contains("2 files say 1.4.2");
            assertThat(copy.good("version-stamp --restore").out()).contains("2 restored");
            assertThat(copy.git("status", "--porcelain")).isEmpty();
            assertThat(copy.run("version-stamp --restore --check").exit()).isEqualTo(2);
        }
    }

    @Test
    void restoreIsRefusedForAFileThatSomebodyChanged(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = started(temporary)) {
            copy.good("version-stamp");
            copy.write("app.json", "{\"mine\": true}");
            for (int i = 0; i < 2; i++) {
                Result refused = copy.run("version-stamp --restore");
                assertThat(refused.exit()).isEqualTo(5);
                assertThat(refused.err()).contains("CD-260").contains("app.json was changed");
            }
            assertThat(copy.folder().resolve("app.json")).hasContent("{\"mine\": true}");
            assertThat(copy.folder().resolve("pom.xml")).hasContent(POM);
        }
    }

    @Test
    void aBuildThatSaysAnotherVersionIsNotPackaged(@TempDir Path temporary) throws IOException {
        try (WorkingCopy copy = started(temporary)) {
            copy.good("run version-stamp build package");
            assertThat(copy.git("status", "--porcelain")).isEmpty();
            copy.write("built", "1.4.1");
            Result refused = copy.run("run version-stamp build package");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("CD-265")
                    .contains("books.jar says version 1.4.1, and the release is 1.4.2")
                    .contains("META-INF/maven/shelf/books/pom.properties: version");
        }
    }

    private static WorkingCopy started(Path temporary) throws IOException {
        WorkingCopy copy = new WorkingCopy(temporary)
                .write("pipeline.yaml", PIPELINE)
                .write("app.json", "{\"info\": {\"version\": 0}}\n")
                .write("pom.xml", POM)
                .write("work.sh", "exec sleep 600\n")
                .write(".gitignore", ".cdctl/\nin/\nbuilt\n*.jar\n")
                .commit("sources");
        copy.git("tag", "v1.4.2");
        return copy;
    }
}
