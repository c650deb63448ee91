package dev.cdctl.adapter.ssh;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Store;
import dev.cdctl.state.form.Lease;
import dev.cdctl.state.form.LockProblems;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lock that this process holds by a lease record and its session with the computer that keeps it. */
final class SshLock implements Lock {
    /** The lease and the revision of its record. */
    record Mine(Lease lease, long revision) {}

    private final Agent agent;
    private final Store store;
    private final String name;
    private final Mine mine;
    private final AtomicBoolean open = new AtomicBoolean(true);

    SshLock(Agent agent, Store store, String name, Mine mine) {
        this.agent = agent;
        this.store = store;
        this.name = name;
        this.mine = mine;
    }

    @Override
    public String id() {
        return mine.lease().holding().orElseThrow().id();
    }

    @Override
    public long token() {
        return mine.lease().token();
    }

    /** Nothing depends on it, so nobody waits for the answer. */
    @Override
    public void step(String step) {
        if (open.get()) {
            agent.begun().talk().tell("at", name, stepFile(mine.lease()), step);
        }
    }

    @Override
    public Store.Change.Check fence() {
        String key = SshLocks.key(name);
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
            Json.Obj released = mine.lease().released().toJson();
            store.commit(List.of(new Store.Change.Put(SshLocks.key(name), mine.revision(), released)));
        } catch (Failure ignored) {
            // The end of the session is the end of the holding, for everyone.
        }
    }

    @Override
    public void forget() {
        if (!store.commit(List.of(new Store.Change.Delete(fence().key(), mine.revision())))) {
            throw LockProblems.lost(name, id());
        }
        open.set(false);
        agent.begun().talk().tell("clear", name);
    }

    /** Where the holder says at which step it is. */
    static String stepFile(Lease lease) {
        return "step." + lease.token() + "." + lease.holding().orElseThrow().id();
    }
}
