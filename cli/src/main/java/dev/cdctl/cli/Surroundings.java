package dev.cdctl.cli;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.console.Streams;
import dev.cdctl.cli.console.Terminal;
import dev.cdctl.cli.process.Interruption;
import dev.cdctl.cli.process.Signals;
import dev.cdctl.engine.Cancel;
import java.nio.file.Path;

/**
 * Everything that a run of cdctl has around it, so that a test can run it inside its own process.
 *
 * @param terminal also holds the environment variables
 * @param folder the current folder, absolute
 * @param catalogue every command there is
 * @param cancel the wish to stop
 * @param interruption how the run is stopped from outside
 */
record Surroundings(
        Streams streams,
        Terminal terminal,
        Path folder,
        Catalogue catalogue,
        Cancel cancel,
        Interruption interruption) {
    /** Those of this process, which its signals stop. */
    static Surroundings ofProcess(Catalogue catalogue, Cancel cancel, Signals signals) {
        return new Surroundings(
                Streams.ofProcess(),
                Terminal.detect(System.getenv()),
                Path.of("").toAbsolutePath(),
                catalogue,
                cancel,
                signals);
    }
}
