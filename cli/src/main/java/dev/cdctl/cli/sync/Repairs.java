package dev.cdctl.cli.sync;

import dev.cdctl.Cdctl;
import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Repair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Repairs environments from time to time, on a thread of its own; whoever holds a lock is left alone. */
final class Repairs {
    private static final Duration END = Duration.ofSeconds(6);

    /**
     * What looks after one environment.
     *
     * @param open gives the pipeline, as it is written then
     */
    record Subject(Supplier<Cdctl> open, Name environment) {}

    private final List<Subject> environments;
    private final Duration pause;
    private final Cancel cancel;
    private final Event.Listener listener;

    Repairs(List<Subject> environments, Duration pause, Cancel cancel, Event.Listener listener) {
        this.environments = environments;
        this.pause = pause;
        this.cancel = cancel;
        this.listener = listener;
    }

    /** Does so while that goes on. */
    void beside(Runnable work) {
        Thread thread = new Thread(this::go, "repair");
        thread.setDaemon(true);
        thread.start();
        try {
            work.run();
        } finally {
            await(thread);
        }
    }

    /** What it has begun is ended in order by the wish to stop; the next command finishes what it was not able to. */
    private void await(Thread thread) {
        try {
            if (cancel.requested()) {
                thread.join(END.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void go() {
        while (cancel.sleep(pause)) {
            environments.forEach(this::once);
        }
    }

    private void once(Subject subject) {
        try {
            Cdctl cdctl = subject.open().get();
            try {
                repair(cdctl.means(cdctl.environment(Optional.of(subject.environment()))));
            } finally {
                cdctl.disconnect();
            }
        } catch (Failure e) {
            boolean held =
                    e.problems().stream().anyMatch(problem -> problem.code().equals("CD-701"));
            if (!held && e.kind() != Failure.Kind.INTERRUPTED) {
                listener.on(new Event.Warning(e.problems().get(0)));
            }
        }
    }

    /** Looks without the lock, so that nobody finds it held for nothing. */
    private void repair(Means means) {
        Repair repair = new Repair(means);
        if (repair.isNeeded()) {
            RepairCommand.lines(means, repair.run()).forEach(line -> listener.on(new Event.Note(line)));
        }
    }
}
