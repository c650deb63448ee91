package dev.cdctl.adapter.embedded;

import dev.cdctl.model.Digest;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jar that a router runs from: a copy of its own. A JVM reads classes from its jar for as long as it runs, so a jar
 * that is built or installed anew under a running router would make it fail at the next class that it needs.
 */
final class Program {
    private static final String PREFIX = "cdctl-";
    private static final int DIGITS = 16;

    private final Path folder;

    /** Copies are kept in that folder. */
    Program(Path folder) {
        this.folder = folder;
    }

    /** The same command line, run from a copy of its jar; as it is when it names no jar. */
    List<String> keep(List<String> command) throws IOException {
        int flag = command.indexOf("-jar");
        if (flag < 0 || flag + 1 >= command.size()) {
            return command;
        }
        Path jar = Path.of(command.get(flag + 1));
        Path copy = folder.resolve(PREFIX + Digest.of(jar).hex().substring(0, DIGITS) + ".jar");
        if (!Files.exists(copy)) {
            WholeFile.at(copy).write(out -> Files.copy(jar, out));
        }
        removeAllBut(copy);
        List<String> kept = new ArrayList<>(command);
        kept.set(flag + 1, copy.toString());
        return kept;
    }

    /** Called when no router runs, so that none of the others is in use. */
    private void removeAllBut(Path copy) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(PREFIX) && name.endsWith(".jar") && !file.equals(copy)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
