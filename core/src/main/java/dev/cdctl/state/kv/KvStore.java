package dev.cdctl.state.kv;

import dev.cdctl.json.Json;
import dev.cdctl.state.RecordKey;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.kv.KeyValues.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store whose records are values of a server; the server's revisions are theirs. */
public final class KvStore implements Store {
    private static final int ID_LENGTH = 12;

    private final KeyValues keys;
    private final Fences fences;
    private final Transactions transactions;

    /** @param fences the signs of life of this process, which its commits ask for too */
    public KvStore(KeyValues keys, Fences fences) {
        this.keys = keys;
        this.fences = fences;
        this.transactions = new Transactions(keys);
    }

    @Override
    public Optional<Versioned> read(String key) {
        return keys.get(new RecordKey(key).text()).map(this::record);
    }

    @Override
    public Map<String, Versioned> readAll(List<String> wanted) {
        if (wanted.size() == 1) {
            String only = wanted.get(0);
            return read(only).map(record -> Map.of(only, record)).orElse(Map.of());
        }
        List<String> texts =
                wanted.stream().map(key -> new RecordKey(key).text()).toList();
        Map<String, Versioned> records = new LinkedHashMap<>();
        int most = keys.limits().writes();
        for (int from = 0; from < texts.size(); from += most) {
            List<String> some = texts.subList(from, Math.min(texts.size(), from + most));
            keys.get(some).forEach(entry -> records.put(entry.key(), record(entry)));
        }
        return records;
    }

    @Override
    public long room() {
        return room(keys.limits());
    }

    /** How large a record may be in a server that takes that much at once. */
    public static long room(KeyValues.Limits limits) {
        return limits.bytes() - StoredValue.AROUND;
    }

    private Versioned record(KeyValues.Entry entry) {
        Json.Obj value = StoredValue.read(keys.place() + "/" + entry.key(), entry.value());
        return new Versioned(value, entry.revision());
    }

    @Override
    public List<String> list(String prefix) {
        return records(new RecordKey(prefix) + "/");
    }

    @Override
    public List<String> all() {
        return records("");
    }

    private List<String> records(String start) {
        return keys.keys(start).stream().filter(RecordKey::isValid).toList();
    }

    @Override
    public boolean commit(List<Change> changes) {
        String transaction = ShortId.random(ID_LENGTH);
        Set<String> changed = new HashSet<>();
        List<Write> checks = new ArrayList<>();
        List<Write> writes = new ArrayList<>();
        for (Change change : changes) {
            String key = new RecordKey(change.key()).text();
            if (!(change instanceof Change.Check) && !changed.add(key)) {
                throw new IllegalArgumentException("two changes of one record: " + key);
            }
            if (change instanceof Change.Put put) {
                writes.add(new Write.Put(key, put.revision(), StoredValue.text(transaction, put.value())));
            } else if (change instanceof Change.Delete && change.revision() > 0) {
                writes.add(new Write.Delete(key, change.revision()));
            } else {
                checks.add(new Write.Check(key, change.revision()));
                fences.of(key).ifPresent(checks::add);
            }
        }
        checks.addAll(writes);
        return checks.isEmpty() || transactions.commit(checks).isPresent();
    }
}
