package dev.cdctl.deploy;

import dev.cdctl.state.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that forgets. */
final class MemoryStore implements Store {
    private final Map<String, Versioned> records = new HashMap<>();
    private long revision;

    @Override
    public synchronized Optional<Versioned> read(String key) {
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public synchronized List<String> list(String prefix) {
        return records.keySet().stream()
                .filter(key -> key.startsWith(prefix + "/"))
                .sorted()
                .toList();
    }

    @Override
    public synchronized List<String> all() {
        return records.keySet().stream().sorted().toList();
    }

    @Override
    public synchronized boolean commit(List<Change> changes) {
        if (changes.stream().anyMatch(change -> revision(change.key()) != change.revision())) {
            return false;
        }
        for (Change change : changes) {
            if (change instanceof Change.Put put) {
                records.put(put.key(), new Versioned(put.value(), ++revision));
            } else if (change instanceof Change.Delete delete) {
                records.remove(delete.key());
            }
        }
        return true;
    }

    private long revision(String key) {
        return read(key).map(Versioned::revision).orElse(0L);
    }
}
