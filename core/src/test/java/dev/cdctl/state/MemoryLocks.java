package dev.cdctl.state;

import dev.cdctl.state.form.Lease;
import dev.cdctl.state.lease.LeasedLocks;
import dev.cdctl.state.lease.Signs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Locks whose holders live in memory, and die when a test says so. */
public final class MemoryLocks implements Locks {
    /** The steps of the living, by the IDs of their holdings. */
    private final Map<String, String> living = new ConcurrentHashMap<>();

    private final LeasedLocks locks;
    private volatile boolean cancelled;

    /** Locks whose records are in that store. */
    public MemoryLocks(Store store) {
        this.locks = new LeasedLocks(store, new MemorySigns(), () -> cancelled);
    }

    @Override
    public Lock acquire(String name, Owner owner, Wait wait) {
        return locks.acquire(name, owner, wait);
    }

    @Override
    public List<Waiter> waiting(String name) {
        return locks.waiting(name);
    }

    @Override
    public Optional<Held> holder(String name) {
        return locks.holder(name);
    }

    @Override
    public boolean breakLock(String name, String id) {
        return locks.breakLock(name, id);
    }

    /** The holder dies without releasing the lock. */
    public void die(String name) {
        holder(name).ifPresent(now -> living.remove(now.id()));
    }

    /** Makes every wait stop. */
    public void cancel() {
        cancelled = true;
    }

    private final class MemorySigns implements Signs {
        @Override
        public String life() {
            return "";
        }

        @Override
        public Duration pause() {
            return Duration.ofMillis(4);
        }

        @Override
        public Sign raise(String name, Lease lease) {
            living.put(id(lease), "");
            return new MemorySign(id(lease));
        }

        @Override
        public Shown look(String name, Lease lease) {
            String step = living.get(id(lease));
            return new Shown(step != null, step == null ? "" : step);
        }

        private String id(Lease lease) {
            return lease.holding().orElseThrow().id();
        }
    }

    private final class MemorySign implements Signs.Sign {
        private final String id;

        private MemorySign(String id) {
            this.id = id;
        }

        @Override
        public void taken() {
            // Nobody asks for those of earlier holdings.
        }

        @Override
        public void step(String step) {
            living.replace(id, step);
        }

        @Override
        public void lower() {
            living.remove(id);
        }

        @Override
        public void clear() {
            lower();
        }
    }
}
