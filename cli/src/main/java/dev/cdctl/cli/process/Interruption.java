package dev.cdctl.cli.process;

import dev.cdctl.cli.command.ExitCode;

/** How a run is stopped from outside. */
public interface Interruption {
    /** The exit code of a run that was stopped. */
    ExitCode code();

    /** Ends the process at once, where that can be done. */
    default void end(ExitCode code) {
        // A run inside of another process goes on to its own end.
    }
}
