package dev.cdctl.adapter.process;

import dev.cdctl.adapter.process.proc.Processes;
import dev.cdctl.adapter.process.proc.Processes.Seen;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Ends every process of an instance, also those that it starts meanwhile. */
final class Stopping {
    private static final Duration MERCILESS = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final long PAUSE_MILLIS = 5;
    private final Running running;
    private final Processes processes;
    private final Instance instance;
    /** Sessions that were this instance's when they were first seen, and have not been seen empty since. */
    private final Set<Long> sessions = new HashSet<>();
    /** Who was asked to end, and its birth. */
    private final Map<Long, String> asked = new HashMap<>();

    private boolean killed;

    Stopping(Running running, Processes processes, Instance instance) {
        this.running = running;
        this.processes = processes;
        this.instance = instance;
    }

    /** Returns when all are gone; says whether nothing had to be killed. */
    boolean within(Duration patience) {
        long start = System.nanoTime();
        while (!left().isEmpty()) {
            long passed = System.nanoTime() - start;
            killed |= passed >= patience.toNanos();
            if (passed >= patience.plus(MERCILESS).toNanos()) {
                throw cannotEnd();
            }
            signal();
            awaitThose(killed ? LOOK_AGAIN : least(LOOK_AGAIN, patience.minusNanos(passed)));
        }
        return !killed;
    }

    private Set<Long> left() {
        Set<Long> pids = new TreeSet<>();
        for (Seen one : running.of(instance)) {
            pids.add(one.pid());
            if (one.isFirst()) {
                sessions.add(one.pid());
            }
        }
        sessions.removeIf(first -> {
            List<Long> relatives = running.relatives(instance, first);
            pids.addAll(relatives);
            return relatives.isEmpty();
        });
        asked.keySet().removeIf(pid -> !isTheSame(pid));
        pids.addAll(asked.keySet());
        return pids;
    }

    /** Takes hold of each process before all are looked at once more, so that a pid used again is never hit. */
    private void signal() {
        Map<Long, ProcessHandle> held = new HashMap<>();
        left().forEach(pid -> ProcessHandle.of(pid).ifPresent(handle -> held.put(pid, handle)));
        held.keySet().retainAll(left());
        held.forEach((pid, handle) -> {
            boolean first = !asked.containsKey(pid);
            processes.birth(pid).ifPresent(birth -> asked.put(pid, birth));
            if (killed) {
                handle.destroyForcibly();
            } else if (first) {
                handle.destroy();
            }
        });
    }

    private boolean isTheSame(long pid) {
        return processes.birth(pid).equals(Optional.ofNullable(asked.get(pid)));
    }

    private void awaitThose(Duration most) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < most.toNanos()
                && asked.keySet().stream().anyMatch(this::isTheSame)) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted().causedBy(e);
            }
        }
    }

    private Failure interrupted() {
        return Failure.of(
                Failure.Kind.INTERRUPTED, Problem.of("CD-504", "stopped while " + brief() + " was being ended"));
    }

    private Failure cannotEnd() {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-503", brief() + " does not end")
                        .because("the processes " + left() + " are still there after they were killed")
                        .remedy("see what they wait for (ps -o pid,user,stat,wchan,args), end them, and try again"));
    }

    private String brief() {
        return instance.slot().brief();
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
