package dev.cdctl.state;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A store that lasts as long as its object, and tells its changes. */
public final class MemoryStore implements Store, Changes {
    private final TreeMap<String, Versioned> records = new TreeMap<>();
    private final Set<String> lost = new HashSet<>();
    private long revision;
    private long changes;

    /** Has reading that record fail from now on, as if the store could not be reached. */
    public synchronized void lose(String key) {
        lost.add(key);
    }

    @Override
    public synchronized Optional<Versioned> read(String key) {
        if (lost.contains(key)) {
            throw Failure.unreachable(Problem.of("CD-704", "the state cannot be reached"));
        }
        return Optional.ofNullable(records.get(new RecordKey(key).text()));
    }

    @Override
    public synchronized List<String> list(String prefix) {
        String start = new RecordKey(prefix) + "/";
        return records.keySet().stream().filter(key -> key.startsWith(start)).toList();
    }

    @Override
    public synchronized List<String> all() {
        return List.copyOf(records.keySet());
    }

    @Override
    public synchronized boolean commit(List<Change> changes) {
        Set<String> keys = new HashSet<>();
        for (Change change : changes) {
            if (!(change instanceof Change.Check) && !keys.add(change.key())) {
                throw new IllegalArgumentException("two changes of one record: " + change.key());
            }
        }
        for (Change change : changes) {
            if (read(change.key()).map(Versioned::revision).orElse(0L) != change.revision()) {
                return false;
            }
        }
        changes.forEach(this::change);
        this.changes++;
        notifyAll();
        return true;
    }

    @Override
    public synchronized String await(String prefix, String seen, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toMillis(); seen.equals(mark()) && left > 0; left = millis(end)) {
                wait(left);
            }
            return mark();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        }
    }

    private static long millis(long end) {
        return (end - System.nanoTime()) / 1_000_000;
    }

    private String mark() {
        return Long.toString(changes);
    }

    private void change(Change change) {
        if (change instanceof Change.Put put) {
            records.put(put.key(), new Versioned(put.value(), ++revision));
        } else if (change instanceof Change.Delete delete) {
            records.remove(delete.key());
        }
    }
}
