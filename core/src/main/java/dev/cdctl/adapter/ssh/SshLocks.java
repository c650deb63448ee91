package dev.cdctl.adapter.ssh;

import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import dev.cdctl.state.RecordKey;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.form.Lease;
import dev.cdctl.state.form.LockProblems;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Locks that are kept on another computer: the lease record decides, and the holder lives as long as its session with
 * that computer, where the agent keeps a file locked. So a holder that was killed, stopped or cut off is noticed there
 * within seconds, wherever it runs, and by then it has noticed itself.
 */
public final class SshLocks implements Locks {
    private static final int ID_LENGTH = 8;
    private static final int PAUSE_MILLIS = 250;

    private final Agent agent;
    private final Store store;
    private final BooleanSupplier cancelled;

    /**
     * Locks that this agent keeps.
     *
     * @param cancelled asked while waiting for a lock, several times a second
     */
    public SshLocks(Agent agent, Store store, BooleanSupplier cancelled) {
        this.agent = agent;
        this.store = store;
        this.cancelled = cancelled;
    }

    /** The lease and the revision of its record. */
    private record Seen(Lease lease, long revision) {}

    @Override
    public Lock acquire(String name, Owner owner, Duration wait) {
        long start = System.nanoTime();
        while (true) {
            Seen seen = look(name);
            Optional<Held> held = held(name, seen.lease());
            if (held.filter(Held::alive).isEmpty()) {
                Optional<Lock> lock = take(name, owner, seen);
                if (lock.isPresent()) {
                    return lock.get();
                }
            } else if (System.nanoTime() - start >= wait.toNanos()) {
                throw LockProblems.held(name, held.get());
            } else {
                pause(name);
            }
            if (cancelled.getAsBoolean()) {
                throw LockProblems.cancelled(name);
            }
        }
    }

    @Override
    public Optional<Held> holder(String name) {
        return held(name, look(name).lease());
    }

    @Override
    public boolean breakLock(String name, String id) {
        while (true) {
            Seen seen = look(name);
            if (!seen.lease().isHeldAs(id)) {
                return false;
            }
            if (store.commit(List.of(put(name, seen.revision(), seen.lease().broken())))) {
                return true;
            }
        }
    }

    private Seen look(String name) {
        String key = key(name);
        return store.read(key)
                .map(record -> new Seen(Lease.from(record.value(), key), record.revision()))
                .orElse(new Seen(Lease.NONE, 0));
    }

    /** Empty when somebody else was faster. */
    private Optional<Lock> take(String name, Owner owner, Seen seen) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String session = agent.begun().session();
        Lease lease = seen.lease().heldBy(new Lease.Holding(ShortId.random(ID_LENGTH), owner, now, session));
        if (!store.commit(List.of(put(name, seen.revision(), lease)))) {
            return Optional.empty();
        }
        Seen mine = seen.revision() == 0 ? look(name) : new Seen(lease, seen.revision() + 1);
        if (!mine.lease().isSameHolding(lease)) {
            return Optional.empty();
        }
        agent.begun().talk().tell("clear", name);
        return Optional.of(new SshLock(agent, store, name, new SshLock.Mine(lease, mine.revision())));
    }

    private Optional<Held> held(String name, Lease lease) {
        if (lease.holding().isEmpty()) {
            return Optional.empty();
        }
        Lease.Holding now = lease.holding().get();
        Answer answer = agent.ask("look", name, SshLock.stepFile(lease), now.life());
        boolean alive = answer.isDone();
        return Optional.of(new Held(now.id(), lease.token(), now.owner(), now.since(), answer.text(), alive));
    }

    private void pause(String name) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS / 2, PAUSE_MILLIS * 3 / 2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LockProblems.cancelled(name).causedBy(e);
        }
    }

    private static Store.Change put(String name, long revision, Lease lease) {
        return new Store.Change.Put(key(name), revision, lease.toJson());
    }

    static String key(String name) {
        return new RecordKey(name) + "/lock";
    }
}
