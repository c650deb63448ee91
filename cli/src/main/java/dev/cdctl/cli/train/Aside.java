package dev.cdctl.cli.train;

import dev.cdctl.cli.command.Opening;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command in a process of its own, so that its classes are not among those of the archive. */
final class Aside {
    private static final int PATIENCE_SECONDS = 60;

    private Aside() {}

    /** Runs it in that folder, with these variables and no others. What fails is left out, as it would be for users. */
    static void run(Path folder, Map<String, String> variables, String... words) {
        List<String> command = new ArrayList<>(Opening.self());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        Waiting.end(builder, PATIENCE_SECONDS);
    }
}
