package dev.cdctl.deploy.health;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Waits until instances are healthy, all at the same time: the calling thread looks after every process each few
 * milliseconds, and a few others ask. An answer counts only while the instance's own process runs.
 */
public final class HealthCheck {
    private static final int MOST_ASKERS = 8;
    private static final long PAUSE_MILLIS = 10;
    private final Machine machine;
    private final BooleanSupplier cancelled;

    /** An instance and what makes it healthy. Without an address it is healthy when it stays alive. */
    public record Subject(Instance instance, HealthSpec spec) {}

    /** Checks instances of that machine, until somebody wants to stop. */
    public HealthCheck(Machine machine, BooleanSupplier cancelled) {
        this.machine = machine;
        this.cancelled = cancelled;
    }

    /**
     * Returns when every instance is healthy. The time of each begins now.
     *
     * @param progress takes a few words whenever something changes
     * @throws Failure failed, as soon as one instance has ended, keeps saying another version or was not healthy in
     *     time; interrupted, when somebody wanted to stop
     */
    public void await(List<Subject> subjects, Consumer<String> progress) {
        if (subjects.isEmpty()) {
            return;
        }
        int askers = Math.min(MOST_ASKERS, subjects.size());
        ExecutorService pool = Executors.newFixedThreadPool(askers, HealthCheck::daemon);
        try {
            List<Watch> waiting = new ArrayList<>();
            subjects.forEach(subject -> waiting.add(new Watch(machine, subject, pool, progress)));
            waiting.removeIf(Watch::isHealthy);
            while (!waiting.isEmpty()) {
                pause(waiting.get(0));
                waiting.removeIf(Watch::isHealthy);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void pause(Watch next) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped(next).causedBy(e);
        }
        if (cancelled.getAsBoolean()) {
            throw stopped(next);
        }
    }

    private static Failure stopped(Watch next) {
        return Failure.of(
                Failure.Kind.INTERRUPTED,
                Problem.of("CD-517", "stopped while " + next.brief() + " was not healthy yet")
                        .because(next.lastSeen())
                        .remedy("run the same command again"));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "health");
        thread.setDaemon(true);
        return thread;
    }
}
