package dev.cdctl.script;

import dev.cdctl.engine.Cancel;
import java.nio.file.Path;
import java.util.function.Consumer;

/** How the script of a stage is started and seen to its end: as a process of this machine, or somewhere else. */
@FunctionalInterface
public interface Launcher {
    /**
     * Runs a script to its end.
     *
     * @param log the file for everything that it writes; it and its folders are made
     * @param lines takes each line at once, on another thread
     * @param cancel ends the script with all that it started
     * @throws dev.cdctl.model.Failure when it cannot be started, or when stopping was asked for before
     */
    ScriptResult run(Script script, Path log, Consumer<String> lines, Cancel cancel);
}
