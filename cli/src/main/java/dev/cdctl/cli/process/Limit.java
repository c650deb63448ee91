package dev.cdctl.cli.process;

import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.console.Console;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The time that a run may take: when it is over, the run is asked to stop in good order, as by a signal. */
public final class Limit implements AutoCloseable {
    /** Longer than after a signal, since nobody is about to kill the process: several hosts may have to be put right. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final String command;
    private final String text;
    private final Cancel cancel;
    private final Console console;
    private Optional<Thread> thread = Optional.empty();
    private volatile String at = "";
    private volatile String seen = "";

    /**
     * A limit, which is not watched yet.
     *
     * @param command what is run, {@code deploy}
     * @param text the time as the user wrote it
     */
    public Limit(String command, String text, Cancel cancel, Console console) {
        this.command = command;
        this.text = text;
        this.cancel = cancel;
        this.console = console;
    }

    /** Watches it from now on, until this is closed. */
    public Limit watch(Duration time, Interruption interruption) {
        Thread watching = new Thread(() -> watched(time, interruption), "limit");
        watching.setDaemon(true);
        watching.start();
        thread = Optional.of(watching);
        return this;
    }

    private void watched(Duration time, Interruption interruption) {
        try {
            Thread.sleep(time.toMillis());
            if (cancel.requested()) {
                return;
            }
            at = console.at();
            seen = console.seen();
            console.urgent("the time of " + text + " is over: stopping at the next safe point");
            cancel.expire("the time of " + text + " was over");
            Thread.sleep(GRACE.toMillis());
            console.urgent("no safe point within " + GRACE.toSeconds() + " s: ending at once; "
                    + "the next run of cdctl goes on from here");
            interruption.end(ExitCode.TIMED_OUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Why a run ended that had no time left.
     *
     * @param found what its end was without this; the first one is told as what was awaited
     */
    public List<Problem> problems(List<Problem> found) {
        Problem first = found.get(0);
        boolean generic = first.what().equals(cancel.failure().problems().get(0).what());
        List<String> why = new ArrayList<>();
        why.add(at.isEmpty() ? "" : "it was at `" + at + "`");
        why.add(generic ? "" : first.what());
        why.add(first.why().equals(cancel.reason()) ? "" : first.why());
        why.add(generic && !seen.isEmpty() ? "seen last: " + seen : "");
        why.removeIf(String::isEmpty);
        List<Problem> all = new ArrayList<>(found);
        all.set(0, problem(String.join("; ", why), first.remedy()));
        return all;
    }

    private Problem problem(String why, String remedy) {
        return Problem.of("CD-953", command + " did not end within " + text)
                .because(why)
                .remedy((remedy.isEmpty() ? "" : remedy + "; ") + "for more time: a longer --timeout");
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
