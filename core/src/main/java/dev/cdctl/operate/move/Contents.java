package dev.cdctl.operate.move;

import dev.cdctl.history.History;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.sync.Reports;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that a store has of one environment, but its lock and the signs of life: of what routers said of themselves only
 * that one is gone.
 *
 * @param records by key
 * @param ports which it has, by the key of the table
 * @param journal its entries of now; those that were put aside are told by the history
 */
record Contents(
        SortedMap<String, Json.Obj> records,
        Map<String, SortedMap<Integer, String>> ports,
        List<Journal.Entry> journal) {
    /** Half of what the smallest store takes, so that there is room for the lock, and for how it is written. */
    private static final int MOST_PARTS = 30;

    private static final int MOST_BYTES = 180_000;
    private static final int TRIES = 20;

    static Contents of(Home home) {
        SortedMap<String, Json.Obj> records = new TreeMap<>();
        for (String key : home.keys()) {
            home.store()
                    .read(key)
                    // What is of a newer format may mean something that this cdctl would not copy.
                    .map(record ->
                            Recorded.read(key, record.value(), History.newestFormat(home.name(), key), value -> value))
                    .filter(value -> !home.isReport(key) || Reports.isGone(value))
                    .ifPresent(value -> records.put(key, value));
        }
        return new Contents(
                records,
                home.addresses().of(home.service(), home.environment()),
                home.journal().entries());
    }

    boolean isNothing() {
        return records.isEmpty() && ports.isEmpty() && journal.isEmpty();
    }

    /** Has a store say this and nothing else of the environment, whatever a killed copying left there. */
    void write(Home to, Lock lock, Runnable safe) {
        SortedSet<String> keys = new TreeSet<>(records.keySet());
        to.keys().stream().filter(key -> !to.isReport(key)).forEach(keys::add);
        List<String> batch = new ArrayList<>();
        int bytes = 0;
        for (String key : keys) {
            int size = size(key);
            if (batch.size() == MOST_PARTS || bytes + size > MOST_BYTES) {
                safe.run();
                commit(to, lock, batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(key);
            bytes += size;
        }
        commit(to, lock, batch);
        to.addresses().keep(to.service(), to.environment(), ports);
        to.forgetting().run();
        safe.run();
        if (!journal.isEmpty()) {
            to.journal().append(journal);
        }
    }

    /** What of it is not in a store as it is here; empty when all is. What routers said since is as good. */
    Optional<String> missing(Home to) {
        Contents there = of(to);
        SortedSet<String> keys = new TreeSet<>(records.keySet());
        keys.addAll(there.records.keySet());
        keys.removeIf(key -> to.isReport(key) && to.revision(key) > 0);
        keys.removeIf(key -> Optional.ofNullable(records.get(key)).equals(Optional.ofNullable(there.records.get(key))));
        if (!keys.isEmpty()) {
            return Optional.of("the record " + keys.first() + " differs");
        }
        if (!there.ports.equals(ports)) {
            return Optional.of("the ports differ");
        }
        return isEndOf(there.journal, journal) ? Optional.empty() : Optional.of("the journal differs");
    }

    /** A long journal may have gone on in another volume. */
    private static boolean isEndOf(List<Journal.Entry> end, List<Journal.Entry> all) {
        int before = all.size() - end.size();
        return before >= 0
                && end.isEmpty() == all.isEmpty()
                && all.subList(before, all.size()).equals(end);
    }

    private int size(String key) {
        Json.Obj value = records.get(key);
        return value == null ? 0 : JsonText.line(value).getBytes(StandardCharsets.UTF_8).length;
    }

    private void commit(Home to, Lock lock, List<String> keys) {
        for (int i = 0; i < TRIES; i++) {
            List<Change> changes = new ArrayList<>();
            keys.forEach(key -> change(to, key).ifPresent(changes::add));
            if (changes.isEmpty()) {
                return;
            }
            changes.add(0, lock.fence());
            if (to.store().commit(changes)) {
                return;
            }
        }
        throw MoveProblems.contended(to);
    }

    private Optional<Change> change(Home to, String key) {
        Optional<Store.Versioned> there = to.store().read(key);
        Optional<Json.Obj> here = Optional.ofNullable(records.get(key));
        long revision = there.map(Store.Versioned::revision).orElse(0L);
        boolean settled = there.map(Store.Versioned::value).equals(here) || there.isPresent() && to.isReport(key);
        if (settled) {
            return Optional.empty();
        }
        return Optional.of(here.map(value -> (Change) new Change.Put(key, revision, value))
                .orElseGet(() -> new Change.Delete(key, revision)));
    }
}
