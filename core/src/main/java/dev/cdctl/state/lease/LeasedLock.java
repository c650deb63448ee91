package dev.cdctl.state.lease;

import dev.cdctl.model.Failure;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Store;
import dev.cdctl.state.form.LockProblems;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lock that this process holds by a lease record and a sign of life. */
final class LeasedLock implements Lock {
    private final Store store;
    private final String name;
    private final LeasedLocks.Seen mine;
    private final Signs.Sign sign;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /** @param mine the lease as this process recorded it */
    LeasedLock(Store store, String name, LeasedLocks.Seen mine, Signs.Sign sign) {
        this.store = store;
        this.name = name;
        this.mine = mine;
        this.sign = sign;
    }

    @Override
    public String id() {
        return mine.lease().holding().orElseThrow().id();
    }

    @Override
    public long token() {
        return mine.lease().token();
    }

    @Override
    public void step(String step) {
        if (open.get()) {
            sign.step(step);
        }
    }

    @Override
    public Store.Change.Check fence() {
        String key = LeasedLocks.key(name);
        if (open.get() && sign.isLost()) {
            throw LockProblems.silent(name, id());
        }
        long now = store.read(key).map(Store.Versioned::revision).orElse(0L);
        if (!open.get() || now != mine.revision()) {
            throw LockProblems.lost(name, id());
        }
        return new Store.Change.Check(key, mine.revision());
    }

    @Override
    public void close() {
        if (!open.getAndSet(false)) {
            return;
        }
        try {
            store.commit(List.of(mine.put(name, mine.lease().released())));
        } catch (Failure ignored) {
            // A store that cannot be written keeps the record; without the sign of life nobody believes it.
        } finally {
            sign.lower();
        }
    }

    @Override
    public void forget() {
        if (!store.commit(List.of(new Store.Change.Delete(fence().key(), mine.revision())))) {
            throw LockProblems.lost(name, id());
        }
        open.set(false);
        sign.clear();
        try {
            new Queue(store, name, System::nanoTime).sweep();
        } catch (Failure ignored) {
            // Nobody minds those who waited once.
        }
    }
}
