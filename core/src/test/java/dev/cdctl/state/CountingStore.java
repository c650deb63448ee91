package dev.cdctl.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Another store, whose questions and changes are counted as a server would be asked them: many keys at once are one. */
public class CountingStore extends ForwardingStore {
    private final Store store;
    private int questions;

    /** Counts from zero. */
    public CountingStore(Store store) {
        super(store);
        this.store = store;
    }

    /** How many there were since the last {@link #countAnew}. */
    public final int questions() {
        return questions;
    }

    /** Counts from zero again. */
    public final void countAnew() {
        questions = 0;
    }

    @Override
    public Optional<Versioned> read(String key) {
        questions++;
        return store.read(key);
    }

    @Override
    public Map<String, Versioned> readAll(List<String> keys) {
        questions++;
        return store.readAll(keys);
    }

    @Override
    public boolean commit(List<Change> changes) {
        questions++;
        return store.commit(changes);
    }
}
