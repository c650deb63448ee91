package dev.cdctl.sync;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the routers of an environment say of themselves. */
public final class Reports {
    private static final int TRIES = 20;

    private final Store store;
    private final String folder;

    /**
     * The reports kept below that prefix.
     *
     * @param prefix such as {@code books/production}
     */
    public Reports(Store store, String prefix) {
        this.store = store;
        this.folder = prefix + "/routers";
    }

    /** What that router said last. */
    public Optional<SyncReport> read(Name router) {
        return read(folder + "/" + router);
    }

    /** What each router said last, by name. */
    public List<SyncReport> all() {
        return store.list(folder).stream().flatMap(key -> read(key).stream()).toList();
    }

    /**
     * Declares a router gone, so that nobody waits for it any more; when its process reports again, it is back.
     *
     * @return false when no router of that name ever reported
     */
    public boolean forget(Name router, String by) {
        String key = folder + "/" + router;
        for (int i = 0; i < TRIES; i++) {
            Optional<Store.Versioned> record = store.read(key);
            if (record.isEmpty()) {
                return false;
            }
            SyncReport gone = report(key, record.get()).gone(by, Instant.now());
            if (store.commit(List.of(new Change.Put(key, record.get().revision(), gone.toJson())))) {
                return true;
            }
        }
        throw Failure.unreachable(SyncProblems.contended(key));
    }

    /**
     * Declares a router gone that never reported, since another program moves it.
     *
     * @return false when it reported meanwhile
     */
    public boolean declare(Name router, String by) {
        Instant now = Instant.now();
        SyncReport never = new SyncReport(
                router, SyncReport.Standing.STOPPED, "", "", Optional.empty(), true, "", "", "", Map.of(), now, now);
        String key = folder + "/" + router;
        return store.commit(List.of(new Change.Put(key, 0, never.gone(by, now).toJson())));
    }

    /** Whether such a record says that the router is gone. */
    public static boolean isGone(Json.Obj record) {
        return SyncReport.from(record).isGone();
    }

    /**
     * Writes what a router's process says of it.
     *
     * @param before sees what was said last, and throws when it is not to be replaced
     */
    static void write(Store store, String key, Consumer<SyncReport> before, Supplier<SyncReport> report) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Store.Versioned> record = store.read(key);
            record.map(found -> report(key, found)).ifPresent(before);
            long revision = record.map(Store.Versioned::revision).orElse(0L);
            if (store.commit(List.of(new Change.Put(key, revision, report.get().toJson())))) {
                return;
            }
        }
        throw Failure.unreachable(SyncProblems.contended(key));
    }

    private Optional<SyncReport> read(String key) {
        return store.read(key).map(record -> report(key, record));
    }

    static SyncReport report(String key, Store.Versioned record) {
        return Recorded.read(key, record.value(), SyncReport::from);
    }
}
