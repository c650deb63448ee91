package dev.cdctl.cli.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A working copy of git with one commit, for commands that take their version from git. Nothing of the user's own git is
 * read, no hook runs, and nothing is signed.
 */
final class Checkout {
    private static final int PATIENCE_SECONDS = 10;
    private static final List<String> GIT = List.of(
            "git", "-c", "core.hooksPath=/dev/null", "-c", "user.name=cdctl", "-c", "user.email=cdctl@localhost");

    private Checkout() {}

    /** Makes the folder one. Without git it stays as it is, and what needs git fails as it does for users. */
    static void make(Path folder) {
        if (run(folder, "init", "-q") && run(folder, "add", ".")) {
            run(folder, "commit", "-q", "-m", "rehearsal");
        }
    }

    private static boolean run(Path folder, String... words) {
        List<String> command = new ArrayList<>(GIT);
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> variables = builder.environment();
        // A hook that calls cdctl has variables that would make git work on the hook's own repository.
        variables.keySet().removeIf(name -> name.startsWith("GIT_"));
        variables.putAll(Map.of("HOME", folder.toString(), "XDG_CONFIG_HOME", folder.toString()));
        variables.put("GIT_CONFIG_NOSYSTEM", "1");
        return Waiting.end(builder, PATIENCE_SECONDS);
    }
}
