package dev.cdctl.state;

import dev.cdctl.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Small JSON records by key. A key is a path of {@link dev.cdctl.model.Name}-like words, such as
 * {@code books/production/decision}. Every record has a revision that grows with each change of it; revision 0 means
 * that there is no record. Implementations are thread-safe and safe across processes.
 */
public interface Store {
    /**
     * A record and its revision.
     *
     * @param value what is recorded
     * @param revision greater than 0; never used twice for one key
     */
    record Versioned(Json.Obj value, long revision) {}

    /** One part of a transaction. Each has the revision that the record must have for the transaction to happen. */
    sealed interface Change {
        /** Whose record. */
        String key();

        /** The revision that it must have; 0 when there must be none. */
        long revision();

        /** Writes a record. */
        record Put(String key, long revision, Json.Obj value) implements Change {}

        /** Removes a record. */
        record Delete(String key, long revision) implements Change {}

        /** Changes nothing, but must hold: how a lock fences a commit. */
        record Check(String key, long revision) implements Change {}
    }

    /** The record of that key as it is now. */
    Optional<Versioned> read(String key);

    /**
     * Several records, none of them older than those before it in the list.
     *
     * @return those that there are, by key
     */
    default Map<String, Versioned> readAll(List<String> keys) {
        Map<String, Versioned> records = new LinkedHashMap<>();
        keys.forEach(key -> read(key).ifPresent(record -> records.put(key, record)));
        return records;
    }

    /** The keys that start with this prefix followed by a slash, sorted. */
    List<String> list(String prefix);

    /** All keys of the store, sorted. */
    List<String> all();

    /** How many bytes the JSON of one record may have, in UTF-8; by default there is no limit. */
    default long room() {
        return Long.MAX_VALUE;
    }

    /**
     * Does all changes, or none.
     *
     * @return whether every revision was as expected and all changes are durable; false means that nothing changed
     * @throws dev.cdctl.model.Failure when the store cannot be reached or written; nothing changed
     */
    boolean commit(List<Change> changes);
}
