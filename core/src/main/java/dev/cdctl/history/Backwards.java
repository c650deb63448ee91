package dev.cdctl.history;

import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Versioned;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The entries of a history, the latest first, read as they are asked for: few at first, then more and more in one
 * question to the store.
 */
final class Backwards implements Iterator<Deployment> {
    private static final int MOST = 64;

    private final Store store;
    private final Iterator<String> keys;
    private final BiFunction<String, Versioned, Deployment> form;
    private final Deque<Map.Entry<String, Versioned>> read = new ArrayDeque<>();
    private int next;

    /**
     * Begins.
     *
     * @param keys of the entries, the latest first
     * @param form reads what is recorded
     * @param first how many are read by the first question
     */
    Backwards(Store store, Iterator<String> keys, BiFunction<String, Versioned, Deployment> form, int first) {
        this.store = store;
        this.keys = keys;
        this.form = form;
        this.next = Math.max(1, Math.min(MOST, first));
    }

    @Override
    public boolean hasNext() {
        while (read.isEmpty() && keys.hasNext()) {
            readMore();
        }
        return !read.isEmpty();
    }

    @Override
    public Deployment next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map.Entry<String, Versioned> entry = read.remove();
        return form.apply(entry.getKey(), entry.getValue());
    }

    private void readMore() {
        List<String> some = new ArrayList<>();
        while (some.size() < next && keys.hasNext()) {
            some.add(keys.next());
        }
        Map<String, Versioned> records = some.size() == 1 ? one(some.get(0)) : store.readAll(some);
        some.forEach(
                key -> Optional.ofNullable(records.get(key)).ifPresent(record -> read.add(Map.entry(key, record))));
        next = Math.min(MOST, next * 2);
    }

    private Map<String, Versioned> one(String key) {
        return store.read(key).map(record -> Map.of(key, record)).orElse(Map.of());
    }
}
