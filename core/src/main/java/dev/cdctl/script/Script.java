package dev.cdctl.script;

import dev.cdctl.script.StageSpec.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be run.
 *
 * @param text handed to the shell as it is; nothing in it is replaced
 * @param folder the working directory, which exists
 * @param env what is added to the caller's environment; values are never evaluated
 * @param timeout after which everything that the script started is ended
 */
public record Script(String text, Shell shell, Path folder, Map<String, String> env, Optional<Duration> timeout) {
    /** Copies the map. */
    public Script {
        env = Map.copyOf(env);
    }

    /** A script for {@code sh} without a timeout. */
    public static Script of(String text, Path folder) {
        return new Script(text, Shell.SH, folder, Map.of(), Optional.empty());
    }

    /** The same script, read by that shell. */
    public Script in(Shell other) {
        return new Script(text, other, folder, env, timeout);
    }

    /** The same script with these variables and no others added. */
    public Script with(Map<String, String> variables) {
        return new Script(text, shell, folder, variables, timeout);
    }

    /** The same script, which may take that long. */
    public Script within(Duration limit) {
        return new Script(text, shell, folder, env, Optional.of(limit));
    }

    /** The text; the variables may be secret. */
    @Override
    public String toString() {
        return text;
    }
}
