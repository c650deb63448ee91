package dev.cdctl.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.artifact.ArchiveSpec;
import dev.cdctl.model.Name;
import dev.cdctl.script.StageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitTest {
    private static final Set<String> COMMANDS =
            Set.of("build", "test", "run", "package", "push", "deploy", "verify", "flip", "start", "stop", "version");

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder(@TempDir Path temp) throws IOException {
        folder = Files.createDirectory(temp.resolve("My Books_2"));
    }

    private Pipeline pipeline() {
        String text = new Init(folder).text("/home/me/.cache/cdctl/schema.json");
        assertThat(text).startsWith("# yaml-language-server: $schema=/home/me/.cache/cdctl/schema.json\n");
        return PipelineFile.parse(text, folder.resolve("pipeline.yaml"), Map.of(), COMMANDS);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static List<String> scripts(Pipeline pipeline) {
        return pipeline.stages().stream().map(StageSpec::run).toList();
    }

    private static String command(Pipeline pipeline) {
        return pipeline.environments().get(0).run().roles().get(0).command();
    }

    private static List<String> files(Pipeline pipeline) {
        return pipeline.archives().stream().map(ArchiveSpec::files).findFirst().orElseThrow();
    }

    @Test
    void anEmptyFolderGetsItsNameFromTheFolder() {
        assertThat(pipeline().service()).isEqualTo(new Name("my-books-2"));
    }

    @Test
    void aMavenProjectRunsItsJar() throws IOException {
        write("pom.xml", """
                <project xmlns="maven"><parent><artifactId>parent</artifactId></parent>
                  <artifactId>books</artifactId><version>1.0</version>
                  <dependencies><dependency><artifactId>other</artifactId></dependency></dependencies>
                </project>
                """);
        Pipeline pipeline = pipeline();

        assertThat(pipeline.service()).isEqualTo(new Name("books"));
        assertThat(files(pipeline)).containsExactly("target/books-*.jar");
        assertThat(command(pipeline)).isEqualTo("exec java -Dserver.port=$PORT -jar target/books-*.jar");
        assertThat(scripts(pipeline)).containsExactly("mvn -B package -DskipTests", "mvn -B test");
    }

    @Test
    void aMavenProjectMayNameItsJarAndBringMaven() throws IOException {
        write("mvnw", "");
        write("pom.xml", "<project><artifactId>b</artifactId><build><finalName>app</finalName></build></project>");
        Pipeline pipeline = pipeline();

        assertThat(files(pipeline)).containsExactly("target/app.jar");
        assertThat(scripts(pipeline)).first().isEqualTo("./mvnw -B package -DskipTests");
    }

    @Test
    void aWarIsNotStartedByItself() throws IOException {
        write("pom.xml", "<project><artifactId>b</artifactId><packaging>war</packaging></project>");

        assertThat(files(pipeline())).containsExactly("**/target/*.war");
    }

    @Test
    void aHostilePomGivesAFileWithoutProblems() throws IOException {
        write(
                "pom.xml",
                "<!DOCTYPE p [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><project><artifactId>a'; rm -rf \"$HOME\"\n: [&x;"
                        + "</artifactId></project>");

        assertThat(pipeline().service()).isEqualTo(new Name("my-books-2"));
        assertThat(files(pipeline())).containsExactly("target/*.jar");
    }

    @Test
    void aNodeProjectUsesItsScripts() throws IOException {
        write("server.js", "");
        write(
                "package.json",
                "{\"name\": \"@shelf/Books\", \"scripts\": {\"test\": \"x\", \"build\": \"y\", \"start\": \"node s\"}}");
        write("package-lock.json", "{}");
        Pipeline pipeline = pipeline();

        assertThat(pipeline.service()).isEqualTo(new Name("shelf-books"));
        assertThat(scripts(pipeline)).containsExactly("npm ci", "npm run build", "npm test");
        assertThat(command(pipeline)).isEqualTo("exec npm start");
        assertThat(files(pipeline)).contains("server.js", "package.json", "node_modules/**");
    }

    @Test
    void aNodeProjectWithoutScriptsRunsItsMainFile() throws IOException {
        write("package.json", "{\"main\": \"src/app.js\"}");

        assertThat(command(pipeline())).isEqualTo("exec node src/app.js");
    }

    @Test
    void aDamagedPackageJsonDoesNoHarm() throws IOException {
        write("package.json", "{\"name\": ");

        assertThat(command(pipeline())).isEqualTo("exec node index.js");
    }

    @Test
    void aGradleProjectRunsItsJar() throws IOException {
        write("build.gradle.kts", "");
        write("gradlew", "");

        assertThat(scripts(pipeline())).containsExactly("./gradlew assemble", "./gradlew test");
        assertThat(files(pipeline())).containsExactly("build/libs/*.jar");
    }

    @Test
    void aDockerfileTellsTheCommand() throws IOException {
        write("app.py", "");
        write("Dockerfile", "FROM x\nENTRYPOINT [\"python3\", \"app.py\"]\nCMD [\"--name\", \"it's \\\"me\\\"\"]\n");

        assertThat(command(pipeline())).isEqualTo("python3 app.py '--name' 'it'\\''s \"me\"'");
        assertThat(files(pipeline())).containsExactly("app.py");
    }

    @Test
    void scriptsBecomeStages() throws IOException {
        write("build.sh", "");
        write("test.sh", "");
        write("run.sh", "");
        Pipeline pipeline = pipeline();

        assertThat(pipeline.stages()).extracting(stage -> stage.name().text()).containsExactly("build", "test");
        assertThat(command(pipeline)).isEqualTo("exec sh run.sh");
    }

    @ParameterizedTest
    @CsvSource({"git, .git/x package.json", "svn, .svn/x package.json", "maven, pom.xml", "npm, package.json", "git, x"
    })
    void theVersionComesFromTagsElseFromTheFileThatHasOne(String source, String files) throws IOException {
        for (String file : files.split(" ", -1)) {
            Files.createDirectories(folder.resolve(file).getParent());
            write(file, file.endsWith("json") ? "{\"version\": \"1.4.2\"}" : "<project/>");
        }
        String word = pipeline().version().from().getClass().getSimpleName();
        assertThat(word.toLowerCase(Locale.ROOT)).isEqualTo(source);
    }
}
