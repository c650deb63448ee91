package dev.cdctl.adapter.process;

import dev.cdctl.adapter.process.proc.Labels;
import dev.cdctl.adapter.process.proc.Processes.Seen;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The process that asks, and those that it runs in. When it was started by an instance it carries that instance's
 * labels, and so does what it starts until that has its own; none of these is the instance's.
 */
final class Self {
    private final Map<String, String> environment;
    private final ProcessHandle own = ProcessHandle.current();

    Self(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Whether this process must be neither counted nor ended.
     *
     * @param ancestors those of now, asked once for many
     */
    boolean includes(Seen seen, Set<Long> ancestors) {
        return ancestors.contains(seen.pid()) || inherits(seen) && descends(seen.pid());
    }

    private boolean inherits(Seen seen) {
        return Labels.read(environment, 0).filter(seen::isOf).isPresent();
    }

    private boolean descends(long pid) {
        Optional<ProcessHandle> parent = ProcessHandle.of(pid).flatMap(ProcessHandle::parent);
        while (parent.isPresent()) {
            if (parent.get().equals(own)) {
                return true;
            }
            parent = parent.get().parent();
        }
        return false;
    }

    /** This process and those that it runs in. */
    Set<Long> ancestors() {
        Set<Long> pids = new HashSet<>();
        Optional<ProcessHandle> next = Optional.of(own);
        while (next.isPresent() && pids.add(next.get().pid())) {
            next = next.get().parent();
        }
        return pids;
    }
}
