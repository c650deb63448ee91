package dev.cdctl.state.move;

import dev.cdctl.state.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store for whoever works with one environment: it refuses as soon as the state of that environment is in another
 * store. A change happens only while the environment is here; what is only read is looked after every two seconds.
 */
public final class HomeStore implements Store {
    private static final long GLANCE = TimeUnit.SECONDS.toNanos(2);

    private final Store store;
    private final String name;
    private final AtomicLong looked = new AtomicLong(System.nanoTime() - GLANCE);

    /** For the environment of that name, such as {@code books/production}. */
    public HomeStore(Store store, String name) {
        this.store = store;
        this.name = name;
    }

    @Override
    public Optional<Versioned> read(String key) {
        glance();
        return store.read(key);
    }

    @Override
    public Map<String, Versioned> readAll(List<String> keys) {
        glance();
        return store.readAll(keys);
    }

    @Override
    public List<String> list(String prefix) {
        glance();
        return store.list(prefix);
    }

    @Override
    public List<String> all() {
        glance();
        return store.all();
    }

    @Override
    public long room() {
        return store.room();
    }

    @Override
    public boolean commit(List<Change> changes) {
        if (changes.isEmpty()) {
            return store.commit(changes);
        }
        glance();
        List<Change> all = new ArrayList<>(changes);
        all.add(new Change.Check(Move.key(name), 0));
        boolean done = store.commit(all);
        if (!done) {
            look();
        }
        return done;
    }

    private void glance() {
        if (System.nanoTime() - looked.get() >= GLANCE) {
            look();
        }
    }

    private void look() {
        Optional<Versioned> moved = store.read(Move.key(name));
        if (moved.isPresent()) {
            throw Move.of(name, moved.get()).refusal(name);
        }
        looked.set(System.nanoTime());
    }
}
