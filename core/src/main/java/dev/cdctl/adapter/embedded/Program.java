package dev.cdctl.adapter.embedded;

import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The jar that a router runs from: a copy of its own. A JVM reads classes from its jar for as long as it runs, so a jar
 * that is built or installed anew under a running router would make it fail at the next class that it needs.
 */
final class Program {
    private static final String PREFIX = "cdctl-";
    private static final String JAR = "-jar";

    private final Path folder;

    /** Copies are kept in that folder. */
    Program(Path folder) {
        this.folder = folder;
    }

    /** The same command line, run from a copy of its jar; as it is when it names no jar. */
    List<String> keep(List<String> command) throws IOException {
        Optional<Path> copy = copy(command);
        if (copy.isEmpty()) {
            return command;
        }
        List<String> kept = new ArrayList<>(command);
        kept.set(command.indexOf(JAR) + 1, copy.get().toString());
        if (!Files.exists(copy.get())) {
            Path jar = Path.of(command.get(command.indexOf(JAR) + 1));
            WholeFile.at(copy.get()).write(out -> Files.copy(jar, out));
        }
        return kept;
    }

    /** Removes the copies that other routers ran from; called when a router of this command runs. */
    void removeOthers(List<String> command) throws IOException {
        Optional<Path> copy = copy(command);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(PREFIX) && name.endsWith(".jar") && !copy.equals(Optional.of(file))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Optional<Path> copy(List<String> command) throws IOException {
        int flag = command.indexOf(JAR);
        return flag < 0 || flag + 1 >= command.size()
                ? Optional.empty()
                : Optional.of(folder.resolve(PREFIX + Build.digest(Path.of(command.get(flag + 1))) + ".jar"));
    }
}
