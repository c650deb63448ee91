package dev.cdctl.cli.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs with an environment that holds nothing but what a test puts into it. */
final class Shell {
    private static final long LIMIT_SECONDS = 60;

    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();

    /** How a program ended. */
    record Ended(int exit, String out, String err) {}

    /** Works in that folder, with an empty home below it. */
    Shell(Path folder) {
        this.folder = folder;
        variables.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        variables.put("HOME", folder.resolve("home").toString());
        variables.put("JAVA_HOME", System.getProperty("java.home"));
    }

    Shell with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Shell without(String name) {
        variables.remove(name);
        return this;
    }

    Process start(Path out, Path err, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
    }

    Ended run(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process process = start(out, err, command);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("no end: " + List.of(command));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Everything in the start-up cache. */
    List<Path> cache() throws IOException {
        Path cache = folder.resolve("home/.cache/cdctl");
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(cache)) {
            try (var list = Files.list(cache)) {
                list.forEach(files::add);
            }
        }
        return files;
    }
}
