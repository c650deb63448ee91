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
import java.util.function.UnaryOperator;

/**
 * The entries of a history, the latest first, read as they are asked for: few at first, then more and more in one
 * question to the store.
 */
final class Backwards implements Iterator<Deployment> {
    private static final int MOST = 64;

    private final Store store;
    private final Iterator<String> ids;
    private final UnaryOperator<String> key;
    private final Deque<Map.Entry<String, Versioned>> read = new ArrayDeque<>();
    private int next;

    /**
     * Begins.
     *
     * @param ids of the entries, the latest first
     * @param key says where an entry with that ID is recorded
     * @param first how many are read by the first question
     */
    Backwards(Store store, Iterator<String> ids, UnaryOperator<String> key, int first) {
        this.store = store;
        this.ids = ids;
        this.key = key;
        this.next = Math.max(1, Math.min(MOST, first));
    }

    @Override
    public boolean hasNext() {
        while (read.isEmpty() && ids.hasNext()) {
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
        return History.read(entry.getKey(), entry.getValue());
    }

    private void readMore() {
        List<String> some = new ArrayList<>();
        while (some.size() < next && ids.hasNext()) {
            some.add(key.apply(ids.next()));
        }
        Map<String, Versioned> records = store.readAll(some);
        some.forEach(
                name -> Optional.ofNullable(records.get(name)).ifPresent(record -> read.add(Map.entry(name, record))));
        next = Math.min(MOST, next * 2);
    }
}
