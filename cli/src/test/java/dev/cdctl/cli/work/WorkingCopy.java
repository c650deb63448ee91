package dev.cdctl.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.InProcess;
import dev.cdctl.cli.InProcess.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A git repository with a pipeline.yaml and a home of its own, and cdctl in it. What was deployed ends with it. */
final class WorkingCopy implements AutoCloseable {
    private final Path root;
    private final Map<String, String> variables = new HashMap<>();

    WorkingCopy(Path root) throws IOException {
        this.root = Files.createDirectories(root.resolve("root")).toRealPath();
        variables.put("PATH", Objects.requireNonNull(System.getenv("PATH")));
        variables.put("HOME", Files.createDirectories(this.root.resolve("home")).toString());
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        variables.put("GIT_CONFIG_NOSYSTEM", "1");
        for (String who : List.of("AUTHOR", "COMMITTER")) {
            variables.put("GIT_" + who + "_NAME", "Ada");
            variables.put("GIT_" + who + "_EMAIL", "ada@example.test");
        }
        Files.createDirectories(folder());
    }

    Path root() {
        return root;
    }

    Path folder() {
        return root.resolve("books");
    }

    WorkingCopy with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    WorkingCopy write(String file, String text) throws IOException {
        Path path = folder().resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
        return this;
    }

    /** A service that is one worker: nothing listens, so nothing else on the machine is in the way. */
    WorkingCopy worker(String more) throws IOException {
        return write("pipeline.yaml", """
                service: books
                stages: {build: 'echo building'}
                package: [{archive: {name: books, files: [work.sh]}}]
                push: {archives: 'file:../pushed'}
                run:
                  roles: {feeder: {kind: worker, command: exec sh work.sh, health: {within: 5s}}}
                environments:
                  integration: {watch: 100ms}
                  production: {after: integration, watch: 100ms}
                """ + more).write("work.sh", "echo working; exec sleep 600\n");
    }

    WorkingCopy commit(String subject) {
        if (!Files.exists(folder().resolve(".git"))) {
            git("init", "-q", "-b", "main");
        }
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", subject);
        return this;
    }

    String git(String... words) {
        return started(Stream.concat(Stream.of("git"), Stream.of(words)).toList());
    }

    /** Runs a program that may fail, or cannot even be given these words. */
    void attempt(String... command) {
        try {
            run(List.of(command));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(command[0]);
        }
    }

    private String started(List<String> command) {
        try {
            Ended ended = run(command);
            assertThat(ended.exit).as(command + ": " + ended.output).isZero();
            return ended.output;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private record Ended(int exit, String output) {}

    private Ended run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder().toFile());
        builder.environment().putAll(variables);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Ended(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    InProcess cdctl() {
        InProcess cdctl = new InProcess().in(folder());
        variables.forEach(cdctl::with);
        return cdctl;
    }

    Result run(String line) {
        return cdctl().run(line.split(" "));
    }

    Result good(String line) {
        Result result = run(line);
        assertThat(result.exit()).as(line + "\n" + result.err()).isZero();
        return result;
    }

    /** Every file below the root with its time, its mode and its bytes. */
    Map<String, String> snapshot() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                String content = Files.isRegularFile(file)
                        ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        : "";
                all.put(
                        root.relativize(file).toString(),
                        Files.getLastModifiedTime(file) + " " + Files.getPosixFilePermissions(file) + " " + content);
            }
        }
        return all;
    }

    @Override
    public void close() {
        for (String environment : List.of("production", "integration")) {
            run("remove --yes -e " + environment);
        }
    }
}
