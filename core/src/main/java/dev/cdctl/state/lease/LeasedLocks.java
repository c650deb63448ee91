package dev.cdctl.state.lease;

import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import dev.cdctl.state.RecordKey;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.Waiter;
import dev.cdctl.state.form.Lease;
import dev.cdctl.state.form.LockProblems;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** Locks whose lease is the record {@code <name>/lock} of a store. */
public final class LeasedLocks implements Locks {
    private static final int ID_LENGTH = 8;

    private final Store store;
    private final Signs signs;
    private final BooleanSupplier cancelled;

    /**
     * Locks of a store.
     *
     * @param signs by what that kind of store tells whether a holder lives
     * @param cancelled asked after each wait
     */
    public LeasedLocks(Store store, Signs signs, BooleanSupplier cancelled) {
        this.store = store;
        this.signs = signs;
        this.cancelled = cancelled;
    }

    /** The lease and the revision of its record. */
    record Seen(Lease lease, long revision) {
        static Seen of(Store store, String name) {
            String key = key(name);
            return store.read(key)
                    .map(record -> new Seen(Lease.from(record.value(), key), record.revision()))
                    .orElse(new Seen(Lease.NONE, 0));
        }

        /** The change of that record, if it is still as it was seen. */
        Store.Change put(String name, Lease next) {
            return new Store.Change.Put(key(name), revision, next.toJson());
        }
    }

    /** Whoever finds the lock free takes it, without a look at those who wait: they are asked for only when one waits. */
    @Override
    public Lock acquire(String name, Owner owner, Wait wait) {
        Seen seen = Seen.of(store, name);
        Optional<Held> held = held(name, seen.lease()).filter(Held::alive);
        if (held.isEmpty()) {
            Optional<Lock> lock = take(name, owner, seen);
            if (lock.isPresent()) {
                return lock.get();
            }
            stopIfCancelled(name, "");
        } else if (wait.limit().isZero()) {
            throw LockProblems.held(name, held.get());
        }
        try (Place place = Place.of(name, queue(name), owner, wait)) {
            return awaited(place, name, owner, System.nanoTime() + wait.limit().toNanos());
        }
    }

    private Lock awaited(Place place, String name, Owner owner, long end) {
        while (true) {
            Seen seen = Seen.of(store, name);
            Optional<Held> held = held(name, seen.lease()).filter(Held::alive);
            boolean over = System.nanoTime() - end >= 0;
            if (held.isPresent() && over) {
                throw LockProblems.held(name, held.get());
            }
            if (held.isPresent()) {
                place.behind(held.get());
                pause(place, name);
            } else if (place.isNext() || over) {
                Optional<Lock> lock = take(name, owner, seen);
                if (lock.isPresent()) {
                    return lock.get();
                }
            } else {
                pause(place, name);
            }
            stopIfCancelled(name, place.last());
        }
    }

    private void stopIfCancelled(String name, String last) {
        if (cancelled.getAsBoolean()) {
            throw LockProblems.cancelled(name, last);
        }
    }

    @Override
    public List<Waiter> waiting(String name) {
        return queue(name).waiters();
    }

    private Queue queue(String name) {
        return new Queue(store, name, System::nanoTime);
    }

    @Override
    public Optional<Held> holder(String name) {
        return held(name, Seen.of(store, name).lease());
    }

    @Override
    public boolean breakLock(String name, String id) {
        while (true) {
            Seen seen = Seen.of(store, name);
            if (!seen.lease().isHeldAs(id)) {
                return false;
            }
            if (store.commit(List.of(seen.put(name, seen.lease().broken())))) {
                return true;
            }
        }
    }

    /** Empty when somebody else was faster. */
    private Optional<Lock> take(String name, Owner owner, Seen seen) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Lease lease = seen.lease().heldBy(new Lease.Holding(ShortId.random(ID_LENGTH), owner, now, signs.life()));
        Signs.Sign sign = signs.raise(name, lease);
        boolean taken = false;
        try {
            if (store.commit(List.of(seen.put(name, lease)))) {
                Seen mine = Seen.of(store, name);
                taken = mine.lease().isSameHolding(lease);
                return taken ? Optional.of(lock(name, mine, sign)) : Optional.empty();
            }
            return Optional.empty();
        } finally {
            if (!taken) {
                sign.lower();
            }
        }
    }

    private Lock lock(String name, Seen mine, Signs.Sign sign) {
        sign.taken();
        return new LeasedLock(store, name, mine, sign);
    }

    private Optional<Held> held(String name, Lease lease) {
        if (lease.holding().isEmpty()) {
            return Optional.empty();
        }
        Lease.Holding now = lease.holding().get();
        Signs.Shown shown = signs.look(name, lease);
        return Optional.of(new Held(now.id(), lease.token(), now.owner(), now.since(), shown.step(), shown.alive()));
    }

    /** Never quite as long as before, so that those who wait do not come together each time; the next one looks often. */
    private void pause(Place place, String name) {
        int usual = Math.toIntExact(signs.pause().toMillis());
        int millis = Math.max(2, place.isFirst() ? usual / 3 : usual);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(millis / 2, millis * 3 / 2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LockProblems.cancelled(name, place.last()).causedBy(e);
        }
    }

    static String key(String name) {
        return new RecordKey(name) + "/lock";
    }
}
