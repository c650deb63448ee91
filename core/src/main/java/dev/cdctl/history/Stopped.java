package dev.cdctl.history;

import dev.cdctl.json.Json;
import dev.cdctl.model.IsoTime;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether an environment was stopped on purpose, so that nobody takes it for broken. */
public final class Stopped {
    /** By whom and since when. */
    public record Order(Caller by, Instant since) {}

    private final Store store;
    private final String key;

    /**
     * What is kept of it under that prefix.
     *
     * @param prefix such as {@code books/production}
     */
    public Stopped(Store store, String prefix) {
        this.store = store;
        this.key = prefix + "/stopped";
    }

    /** The order to stop that is in force. */
    public Optional<Order> read() {
        return store.read(key)
                .map(Store.Versioned::value)
                .map(json ->
                        new Order(Caller.from(json.object("by").orElseThrow()), IsoTime.parse(json.need("since"))));
    }

    /** Notes that it is stopped; an earlier order stands. Called while the environment's lock is held. */
    public void set(Order order) {
        if (read().isEmpty()) {
            Json.Obj json = Json.object()
                    .put("format", 1)
                    .put("by", order.by().toJson())
                    .put("since", IsoTime.text(order.since()))
                    .build();
            store.commit(List.of(new Change.Put(key, 0, json)));
        }
    }

    /** Notes that it runs again. Called while the environment's lock is held. */
    public void clear() {
        store.read(key).ifPresent(record -> store.commit(List.of(new Change.Delete(key, record.revision()))));
    }
}
