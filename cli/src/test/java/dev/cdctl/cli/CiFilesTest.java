package dev.cdctl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.cdctl.cli.InProcess.Result;
import dev.cdctl.cli.line.Parser;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CiFilesTest {
    private static final String PIPELINE = """
            service: books
            stages: {build: ./build.sh, unit: ./unit.sh}
            package: [{archive: {name: books, files: ["**"]}}]
            push: {archives: "file:repo"}
            run: {command: ./start.sh}
            environments: {integration: {}, production: {after: integration, approve: manual}}
            """;
    private static final Pattern LINE = Pattern.compile("cdctl (?:run|deploy|approve)[^'\"\\n]*");

    private Path folder;

    @BeforeEach
    void folder(@TempDir Path temporary) {
        folder = temporary;
    }

    private Result init(String server) {
        return new InProcess()
                .with("PATH", System.getenv().getOrDefault("PATH", ""))
                .with("HOME", folder.toString())
                .in(folder)
                .run("init", "--ci", server);
    }

    private void pipeline(String text) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), text);
    }

    private String written(String server, String file) throws IOException {
        Result result = init(server);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        return Files.readString(folder.resolve(file));
    }

    private static List<String> lines(String text) {
        Matcher matcher = LINE.matcher(text);
        List<String> lines = new ArrayList<>();
        while (matcher.find()) {
            lines.add(matcher.group());
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource({"gitlab,.gitlab-ci.yml", "jenkins,Jenkinsfile", "github,.github/workflows/cdctl.yml"})
    void everyStageAndEnvironmentIsACommandLineThatCdctlTakes(String server, String file) throws IOException {
        pipeline(PIPELINE);
        List<String> lines = lines(written(server, file));
        assertThat(lines)
                .containsExactly(
                        "cdctl run build",
                        "cdctl run unit",
                        "cdctl run package",
                        "cdctl run push",
                        "cdctl deploy -e integration --lock-wait 10m",
                        "cdctl approve -e production --yes",
                        "cdctl deploy -e production --lock-wait 10m");
        for (String line : lines) {
            List<String> words = Arrays.asList(line.split(" "));
            Typed typed = Typed.of(words.subList(1, words.size()), Commands.all());
            var command = Commands.all().create(typed.path()).orElseThrow();
            assertThatCode(() -> new Parser(typed.path(), command.usage(), Map.of()).parse(typed.rest()))
                    .as(line)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({"gitlab,.gitlab-ci.yml", "github,.github/workflows/cdctl.yml"})
    void theFileIsYaml(String server, String file) throws IOException {
        pipeline(PIPELINE);
        String text = written(server, file);
        assertThat(YamlText.read(file, text)).isInstanceOf(Node.Mapping.class);
        assertThat(text).contains(".cdctl/release.json", ".cdctl/dist");
    }

    @Test
    void productionWaitsForAPerson() throws IOException {
        pipeline(PIPELINE);
        String gitlab = written("gitlab", ".gitlab-ci.yml");
        assertThat(gitlab.substring(gitlab.indexOf("deploy-production:\n"))).contains("when: manual");
        assertThat(gitlab.substring(gitlab.indexOf("deploy-integration:\n"), gitlab.indexOf("deploy-production:\n")))
                .doesNotContain("manual");
        assertThat(written("jenkins", "Jenkinsfile")).contains("input { message 'Deploy to production?' }");
        assertThat(written("github", ".github/workflows/cdctl.yml")).contains("environment: production");
    }

    @Test
    void stampedSourcesStayInOneJob() throws IOException {
        pipeline(PIPELINE.replace("package:", "version: {stamp: [{assembly-info: '**/A.cs'}]}\npackage:"));
        assertThat(lines(written("gitlab", ".gitlab-ci.yml")))
                .startsWith("cdctl run --to package", "cdctl run push", "cdctl deploy -e integration --lock-wait 10m");
    }

    @Test
    void bothFilesAreWrittenForAnEmptyRepository() throws IOException {
        assertThat(written("gitlab", ".gitlab-ci.yml")).contains("cdctl run push");
        assertThat(folder.resolve("pipeline.yaml")).isNotEmptyFile();
    }

    @Test
    void aFileThatIsThereIsLeftAlone() throws IOException {
        pipeline(PIPELINE);
        Files.writeString(folder.resolve("Jenkinsfile"), "mine");
        assertThat(init("jenkins").exit()).isEqualTo(5);
        assertThat(folder.resolve("Jenkinsfile")).hasContent("mine");
        Files.delete(folder.resolve("pipeline.yaml"));
        assertThat(init("jenkins").exit()).isEqualTo(5);
        assertThat(folder.resolve("pipeline.yaml")).doesNotExist();
    }
}
