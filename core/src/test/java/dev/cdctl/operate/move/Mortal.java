package dev.cdctl.operate.move;

import dev.cdctl.deploy.Addresses;
import dev.cdctl.deploy.spec.EnvironmentSpec.Ports;
import dev.cdctl.model.Name;
import dev.cdctl.state.Journal;
import dev.cdctl.state.MemoryLocks;
import dev.cdctl.state.Store;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A process that is killed at one of its writes, before or after it happened; then it does nothing more. */
final class Mortal {
    /** Ends the process. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final AtomicInteger left;
    private final boolean after;
    private boolean dead;

    /** Killed at that write, from 1 on; 0 when it lives. */
    Mortal(int at, boolean after) {
        this.left = new AtomicInteger(at);
        this.after = after;
    }

    boolean isDead() {
        return dead;
    }

    /** An environment as that process sees it. */
    Home home(String address, Place place) {
        Store store = new MortalStore(place.store());
        return new Home(
                address,
                new Name("books"),
                new Name("production"),
                store,
                new Addresses(store, "ports", new Ports(0, 0)),
                new MemoryLocks(store),
                new MortalJournal(place.journal()),
                () -> write(() -> {
                    place.forgetting().run();
                    return true;
                }));
    }

    /** Where an environment is kept. */
    record Place(Store store, Journal journal, Runnable forgetting) {}

    private boolean write(BooleanSupplier effect) {
        alive();
        boolean now = left.decrementAndGet() == 0;
        if (now && !after) {
            die();
        }
        boolean done = effect.getAsBoolean();
        if (now) {
            die();
        }
        return done;
    }

    private void die() {
        dead = true;
        throw new Killed();
    }

    private void alive() {
        if (dead) {
            throw new Killed();
        }
    }

    private final class MortalStore implements Store {
        private final Store store;

        private MortalStore(Store store) {
            this.store = store;
        }

        @Override
        public Optional<Versioned> read(String key) {
            alive();
            return store.read(key);
        }

        @Override
        public List<String> list(String prefix) {
            alive();
            return store.list(prefix);
        }

        @Override
        public List<String> all() {
            alive();
            return store.all();
        }

        @Override
        public boolean commit(List<Change> changes) {
            return write(() -> store.commit(changes));
        }
    }

    private final class MortalJournal implements Journal {
        private final Journal journal;

        private MortalJournal(Journal journal) {
            this.journal = journal;
        }

        @Override
        public void append(List<Entry> entries) {
            write(() -> {
                journal.append(entries);
                return true;
            });
        }

        @Override
        public List<Entry> entries() {
            alive();
            return journal.entries();
        }
    }
}
