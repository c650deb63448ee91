package dev.cdctl.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Processes of this machine by what stands in their environment. */
final class Processes {
    private Processes() {}

    /** The processes whose environment has that variable with that value. */
    static List<ProcessHandle> with(String name, String value) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
                    .filter(folder -> environment(folder).contains(name + "=" + value))
                    .flatMap(folder ->
                            ProcessHandle.of(Long.parseLong(folder.getFileName().toString())).stream())
                    .filter(ProcessHandle::isAlive)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a variable of that process is set to. */
    static Optional<String> value(ProcessHandle process, String name) {
        return Optional.ofNullable(variables(process).get(name));
    }

    /** One process's command line, for messages. */
    static String describe(ProcessHandle process) {
        return process.pid() + " "
                + text(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                        .replace('\0', ' ');
    }

    /** The variables that a process was started with. */
    static Map<String, String> variables(ProcessHandle process) {
        Map<String, String> variables = new HashMap<>();
        for (String each : environment(Path.of("/proc", Long.toString(process.pid())))) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                variables.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return variables;
    }

    private static List<String> environment(Path folder) {
        return List.of(text(folder.resolve("environ")).split("\0"));
    }

    /** Empty for a process that has ended or belongs to somebody else. */
    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
