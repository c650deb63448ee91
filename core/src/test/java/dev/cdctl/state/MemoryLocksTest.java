package dev.cdctl.state;

import java.time.Duration;

/** The fake keeps the contract. */
class MemoryLocksTest extends LocksContract {
    private final MemoryStore store = new MemoryStore();
    private final MemoryLocks locks = new MemoryLocks(store);

    @Override
    protected Locks locks() {
        return locks;
    }

    @Override
    protected Store store() {
        return store;
    }

    @Override
    protected long acquireAndDie(String name) {
        long token = locks.acquire(name, owner("dead"), Duration.ZERO).token();
        locks.die(name);
        return token;
    }

    @Override
    protected void cancel() {
        locks.cancel();
    }
}
