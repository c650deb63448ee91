package dev.cdctl.adapter.process.proc;

import dev.cdctl.deploy.machine.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the operating system tells of processes. A zombie is not one. */
public interface Processes {
    /** Every process that carries the labels of this state folder. */
    List<Seen> labelled();

    /** The process of that pid, when it runs and carries the labels of this state folder. */
    Optional<Seen> labelled(long pid);

    /** What tells this process from an earlier or later one of the same pid; empty when none runs. */
    Optional<String> birth(long pid);

    /** Those that a first process, which is known to run, has started. */
    List<Long> relatives(long first);

    /**
     * One running process and the instance that it belongs to.
     *
     * @param pid of this process
     * @param instance with the pid of its first process, whether that one still runs or not
     */
    record Seen(long pid, Instance instance) {
        public boolean isFirst() {
            return pid == instance.pid();
        }

        /** Whether it belongs to that instance. */
        public boolean isOf(Instance other) {
            return instance.slot().equals(other.slot()) && instance.deployment().equals(other.deployment());
        }
    }

    /** Where there is no /proc: no labels can be read, so only recorded processes and what they started are known. */
    final class Handles implements Processes {
        @Override
        public List<Seen> labelled() {
            return List.of();
        }

        @Override
        public Optional<Seen> labelled(long pid) {
            return Optional.empty();
        }

        @Override
        public Optional<String> birth(long pid) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(handle -> handle.info().startInstant())
                    .map(Instant::toString);
        }

        @Override
        public List<Long> relatives(long first) {
            return ProcessHandle.of(first).stream()
                    .flatMap(ProcessHandle::descendants)
                    .map(ProcessHandle::pid)
                    .toList();
        }
    }
}
