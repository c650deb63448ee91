package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init} in repositories as people have them: what it writes is valid, and can be planned. */
class InitIT {
    private final Map<String, String> variables = new HashMap<>();
    private final Path folder;
    private Path project = Path.of("/nowhere");

    InitIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void repository() throws IOException {
        project = Files.createDirectories(folder.resolve("project"));
        Files.createDirectories(folder.resolve("logs"));
        variables.put("PATH", Objects.requireNonNull(System.getenv("PATH")));
        variables.put("JAVA_HOME", Objects.requireNonNull(System.getProperty("java.home")));
        variables.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
        variables.put("CI", "true");
        git("init", "-q", "-b", "main");
    }

    /** The poms of this project itself: a parent, modules, plug-ins. */
    @Test
    void aMavenProjectOfSeveralModules() throws IOException {
        Path top = Path.of("..").toRealPath();
        for (String pom : List.of("pom.xml", "core/pom.xml", "cli/pom.xml")) {
            Files.createDirectories(project.resolve(pom).resolve("..").normalize());
            Files.copy(top.resolve(pom), project.resolve(pom));
        }
        good("maven");
    }

    @Test
    void aMavenProjectOfOneModule() throws IOException {
        write("pom.xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>org.example</groupId>
                  <artifactId>books</artifactId>
                  <version>1.4.0-SNAPSHOT</version>
                  <packaging>jar</packaging>
                  <build><finalName>books</finalName></build>
                </project>
                """);
        write("src/main/java/Books.java", "class Books {}\n");
        good("mvn");
    }

    @Test
    void aNodeProject() throws IOException {
        write("package.json", """
                {
                  "name": "@shelf/books-web",
                  "version": "2.0.1",
                  "main": "server.js",
                  "scripts": {"build": "tsc -p .", "test": "jest --ci", "start": "node server.js"},
                  "dependencies": {"express": "^4.18.0"}
                }
                """);
        write("package-lock.json", "{}\n");
        write("server.js", "require('express')().listen(process.env.PORT)\n");
        good("npm");
    }

    @Test
    void aDockerfileAlone() throws IOException {
        write("Dockerfile", """
                # syntax=docker/dockerfile:1
                FROM python:3.12-slim AS base
                WORKDIR /app
                COPY . .
                EXPOSE 8000
                ENTRYPOINT ["python", "-m", "books"]
                CMD ["--port", "8000"]
                """);
        write("books/__main__.py", "print('books')\n");
        good("python '-m' books");
    }

    private void good(String word) throws IOException {
        git("add", "-A");
        git("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "commit", "-q", "-m", "as it was");
        Ended init = cdctl("init");
        assertThat(init.exit()).as("%s", init).isZero();
        String text = Files.readString(project.resolve("pipeline.yaml"));
        assertThat(text).startsWith("# yaml-language-server: $schema=").contains(word);
        for (String command : List.of("validate", "plan", "schema", "config")) {
            Ended ended = cdctl(command);
            assertThat(ended.exit()).as("%s of%n%s%n%s", command, text, ended).isZero();
        }
        assertThat(cdctl("init").exit())
                .as("a pipeline.yaml that is there stays")
                .isNotZero();
        assertThat(Files.readString(project.resolve("pipeline.yaml"))).isEqualTo(text);
    }

    private void write(String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    private void git(String... words) {
        List<String> command = new java.util.ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        Ended ended = Program.start(project, variables, folder.resolve("logs"), command)
                .end();
        assertThat(ended.exit()).as("%s", ended).isZero();
    }

    private Ended cdctl(String word) {
        return Program.start(project, variables, folder.resolve("logs"), List.of(Program.FILE.toString(), word))
                .end();
    }
}
