package dev.cdctl.history;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether an environment takes no deployments for now. */
public final class Freeze {
    /** Why, by whom and since when nothing is deployed. */
    public record Order(String reason, Caller by, Instant since) {}

    private final Store store;
    private final String key;

    /**
     * The freeze kept under that prefix.
     *
     * @param prefix such as {@code books/production}
     */
    public Freeze(Store store, String prefix) {
        this.store = store;
        this.key = prefix + "/freeze";
    }

    /** The freeze in force. */
    public Optional<Order> read() {
        return store.read(key).map(record -> {
            Json.Obj json = record.value();
            return new Order(
                    json.need("reason"),
                    Caller.from(json.object("by").orElseThrow()),
                    IsoTime.parse(json.need("since")));
        });
    }

    /** Refuses deployments from now on. */
    public void set(Order order) {
        Json.Obj json = Json.object()
                .put("format", 1)
                .put("reason", order.reason())
                .put("by", order.by().toJson())
                .put("since", IsoTime.text(order.since()))
                .build();
        settle(new Change.Put(key, revision(), json));
    }

    /** Takes deployments again; does nothing when it does already. */
    public void lift() {
        if (revision() != 0) {
            settle(new Change.Delete(key, revision()));
        }
    }

    private long revision() {
        return store.read(key).map(Store.Versioned::revision).orElse(0L);
    }

    private void settle(Change change) {
        if (!store.commit(List.of(change))) {
            throw Failure.unreachable(Problem.of("CD-751", "somebody else changed the freeze at the same time")
                    .remedy("run the command again"));
        }
    }
}
