package dev.cdctl.state;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Locks that last as long as their object; owners die when a test says so. */
public final class MemoryLocks implements Locks {
    private final Store store;
    private final Map<String, Held> held = new HashMap<>();
    private boolean cancelled;

    /** The store is where the fences of these locks hold. */
    public MemoryLocks(Store store) {
        this.store = store;
    }

    @Override
    public synchronized Lock acquire(String name, Owner owner, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        while (holder(name).filter(Held::alive).isPresent()) {
            await(name, end - System.nanoTime());
        }
        long token = number(name) + 1;
        String id = ShortId.random(8);
        held.put(name, new Held(id, token, owner, Instant.now(), "", true));
        store.commit(List.of(new Change.Put(key(name), revision(name), value(token))));
        return new Holding(name, id, token, new Change.Check(key(name), revision(name)));
    }

    @Override
    public synchronized Optional<Held> holder(String name) {
        return Optional.ofNullable(held.get(name));
    }

    @Override
    public synchronized boolean breakLock(String name, String id) {
        boolean found = holder(name).filter(now -> now.id().equals(id)).isPresent();
        if (found) {
            free(name, 1);
        }
        return found;
    }

    /** The holder dies without releasing the lock. */
    public synchronized void die(String name) {
        holder(name)
                .ifPresent(now ->
                        held.put(name, new Held(now.id(), now.token(), now.owner(), now.since(), now.step(), false)));
        notifyAll();
    }

    /** Makes every wait stop. */
    public synchronized void cancel() {
        cancelled = true;
        notifyAll();
    }

    private void await(String name, long nanos) {
        if (cancelled) {
            throw Failure.of(Failure.Kind.INTERRUPTED, Problem.of("CD-703", "stopped while waiting for " + name));
        }
        if (nanos <= 0) {
            Held now = holder(name).orElseThrow();
            throw Failure.refused(Problem.of("CD-701", name + " is locked by " + now.owner())
                    .because("at step " + now.step())
                    .remedy("--lock-wait 10m, or cdctl lock break " + now.id()));
        }
        try {
            wait(nanos / 1_000_000 + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancelled = true;
        }
    }

    private void free(String name, int raise) {
        held.remove(name);
        store.commit(List.of(new Change.Put(key(name), revision(name), value(number(name) + raise))));
        notifyAll();
    }

    private long number(String name) {
        return store.read(key(name)).map(now -> now.value().needNumber("token")).orElse(0L);
    }

    private long revision(String name) {
        return store.read(key(name)).map(Store.Versioned::revision).orElse(0L);
    }

    private static Json.Obj value(long token) {
        return Json.object().put("token", token).build();
    }

    private static String key(String name) {
        return name + "/lock";
    }

    private final class Holding implements Lock {
        private final String name;
        private final String id;
        private final long token;
        private final Change.Check fence;

        private Holding(String name, String id, long token, Change.Check fence) {
            this.name = name;
            this.id = id;
            this.token = token;
            this.fence = fence;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public void step(String step) {
            synchronized (MemoryLocks.this) {
                mine().ifPresent(now ->
                        held.put(name, new Held(id, token, now.owner(), now.since(), step, now.alive())));
            }
        }

        @Override
        public Change.Check fence() {
            if (mine().isEmpty()) {
                throw Failure.refused(Problem.of("CD-702", "the lock of " + name + " is no longer ours"));
            }
            return fence;
        }

        @Override
        public void forget() {
            store.commit(List.of(new Change.Delete(key(name), fence().revision())));
            held.remove(name);
        }

        @Override
        public void close() {
            synchronized (MemoryLocks.this) {
                mine().ifPresent(now -> free(name, 0));
            }
        }

        private Optional<Held> mine() {
            return holder(name).filter(now -> now.id().equals(id));
        }
    }
}
