package dev.cdctl.cli;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.process.Orphan;
import dev.cdctl.cli.process.Signals;
import dev.cdctl.engine.Cancel;
import java.util.List;

/** Starts cdctl, and ends it: the only class that touches the process's own streams and its exit. */
public final class Main {
    private Main() {}

    /** Runs the command that the arguments name, and exits with its code. */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println("cdctl " + version());
            return;
        }
        System.exit(start(List.of(args), Commands.all()));
    }

    /** Runs in this process with these commands, listening to its signals; returns its exit status. */
    static int start(List<String> args, Catalogue commands) {
        Cancel cancel = new Cancel();
        Signals signals = new Signals(cancel, status -> Runtime.getRuntime().halt(status));
        Surroundings around = Surroundings.ofProcess(commands, cancel, signals);
        Run run = Run.of(args, around);
        signals.listen(run.console(), run.looks(), run::cutShort);
        if (!signals.hangupIgnored()) {
            run.console().whileRunning(new Orphan(cancel));
        }
        return finish(run);
    }

    /** Runs to the end, whatever happens; returns the exit status. */
    static int finish(Run run) {
        try {
            return run.go();
        } catch (Throwable thrown) {
            return run.bug(thrown).number();
        }
    }

    /** What {@code --version} says; known only in the packaged jar. */
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
