package dev.cdctl.cli.process;

import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.console.Console;
import dev.cdctl.engine.Cancel;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * INT, TERM and HUP: the first asks to stop at the next safe point, the second ends the process at once, and so does
 * the end of the eight seconds that a CI server leaves (GitLab kills after ten). Who only looks has one second: whatever
 * it waits for, there is nothing to be mended.
 */
public final class Signals implements Interruption {
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final Duration LOOKING = Duration.ofSeconds(1);

    private final Cancel cancel;
    private final IntConsumer halt;
    private volatile ExitCode code = ExitCode.TERMINATED;
    private boolean hangupIgnored;
    private volatile boolean looks;
    private volatile boolean signalled;
    private volatile Consumer<ExitCode> lastWord = exit -> {};

    /**
     * Prepares to listen.
     *
     * @param halt ends the process at once with this exit status
     */
    public Signals(Cancel cancel, IntConsumer halt) {
        this.cancel = cancel;
        this.halt = halt;
    }

    /**
     * Listens from now on. A signal that the parent chose to ignore, as nohup does with HUP, stays ignored.
     *
     * @param looking whether nothing is changed, so that any point is safe
     * @param last says the last word before the process ends at once
     */
    public void listen(Console console, boolean looking, Consumer<ExitCode> last) {
        looks = looking;
        lastWord = last;
        handle("INT", ExitCode.INTERRUPTED, console);
        handle("TERM", ExitCode.TERMINATED, console);
        hangupIgnored = !handle("HUP", ExitCode.TERMINATED, console);
    }

    /** Whether the process is meant to outlive whoever started it. */
    public boolean hangupIgnored() {
        return hangupIgnored;
    }

    @Override
    public ExitCode code() {
        return code;
    }

    private boolean handle(String name, ExitCode exit, Console console) {
        try {
            Signal signal = new Signal(name);
            SignalHandler before = Signal.handle(signal, received -> received(name, exit, console));
            if (before == SignalHandler.SIG_IGN) {
                Signal.handle(signal, SignalHandler.SIG_IGN);
                return false;
            }
            return true;
        } catch (IllegalArgumentException e) {
            // The platform has no such signal (HUP on Windows), or the JVM keeps it to itself (-Xrs).
            return true;
        }
    }

    private void received(String name, ExitCode exit, Console console) {
        boolean first = cancel.expired() && !signalled;
        signalled = true;
        code = exit;
        if ((cancel.requested() && !first) || console.asking()) {
            console.urgent(name + ": ending at once");
            end(exit);
            return;
        }
        console.urgent(name + ": stopping at the next safe point (again to stop at once)");
        endAfterLimit(exit, console);
        cancel.request("the signal " + name);
    }

    @Override
    public void end(ExitCode exit) {
        lastWord.accept(exit);
        halt.accept(exit.number());
    }

    private void endAfterLimit(ExitCode exit, Console console) {
        Thread thread = new Thread(() -> afterLimit(exit, console), "deadline");
        thread.setDaemon(true);
        thread.start();
    }

    private void afterLimit(ExitCode exit, Console console) {
        try {
            Thread.sleep((looks ? LOOKING : LIMIT).toMillis());
            if (looks) {
                console.urgent("ended while it looked; nothing was changed");
                end(exit);
                return;
            }
            console.urgent("no safe point within " + LIMIT.toSeconds() + " s: ending at once; "
                    + "the next run of cdctl goes on from here");
            end(exit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
