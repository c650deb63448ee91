package dev.cdctl.state;

import java.util.List;
import java.util.Optional;

/** Another store, of which a test changes what it is about. */
public abstract class ForwardingStore implements Store {
    private final Store store;

    protected ForwardingStore(Store store) {
        this.store = store;
    }

    @Override
    public Optional<Versioned> read(String key) {
        return store.read(key);
    }

    @Override
    public List<String> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public List<String> all() {
        return store.all();
    }

    @Override
    public boolean commit(List<Change> changes) {
        return store.commit(changes);
    }
}
