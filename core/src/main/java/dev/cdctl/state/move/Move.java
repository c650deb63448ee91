package dev.cdctl.state.move;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Failure;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The record {@code SERVICE/ENVIRONMENT/moved}, which is there while the state of an environment is being copied, and
 * stays in the old store afterwards.
 *
 * @param state how far it is
 * @param other the address of the other store
 * @param id of the copying, the same in both stores
 * @param by who copied it
 * @param listing how the catalogue of the old store had listed it
 */
public record Move(State state, String other, String id, String by, Instant at, Optional<Json.Obj> listing) {
    private static final long FORMAT = 1;

    /** How far a copying is, as one of the two stores has it. */
    public enum State {
        /** It comes from another store and is not whole yet. */
        ARRIVING,
        /** It is being copied to another store. */
        LEAVING,
        /** It is in another store now. */
        MOVED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** The key of the record, for an environment such as {@code books/production}. */
    public static String key(String name) {
        return name + "/moved";
    }

    /** What a store says of that environment; empty when it is simply there. */
    public static Optional<Move> read(Store store, String name) {
        return store.read(key(name)).map(record -> of(name, record));
    }

    static Move of(String name, Store.Versioned record) {
        return Recorded.read(key(name), record.value(), Move::from);
    }

    /** The same copying, so far. */
    public Move to(State next, Optional<Json.Obj> listed) {
        return new Move(next, other, id, by, at, listed);
    }

    /** Whether this is the same copying, or one that begins where that one ended. */
    public boolean isWith(String address) {
        return other.equals(address);
    }

    /** What records it. */
    public Change record(Store store, String name) {
        return new Change.Put(key(name), revision(store, name), toJson());
    }

    /** What takes the record away. */
    public static Change erase(Store store, String name) {
        return new Change.Delete(key(name), revision(store, name));
    }

    private static long revision(Store store, String name) {
        return store.read(key(name)).map(Store.Versioned::revision).orElse(0L);
    }

    /** Why nothing is done in this store for that environment. */
    public Failure refusal(String name) {
        String since = " by " + by + " at " + IsoTime.text(at);
        return Failure.refused(
                switch (state) {
                    case MOVED ->
                        Problem.of("CD-910", "the state of " + name + " is in " + other + " now")
                                .because("it was copied there" + since)
                                .remedy("write `state: " + other + "` in that environment of pipeline.yaml");
                    case LEAVING ->
                        Problem.of("CD-911", "the state of " + name + " is being copied to " + other)
                                .because("`cdctl state copy` was begun" + since + " and has not ended")
                                .remedy("wait for it; when it was killed, repeat `cdctl state copy --to " + other
                                        + "`");
                    case ARRIVING ->
                        Problem.of("CD-911", "the state of " + name + " is not all here yet")
                                .because("copying it from " + other + " was begun" + since + " and has not ended")
                                .remedy(
                                        "wait for it; when it was killed, repeat the same `cdctl state copy`, or undo it with"
                                                + " `cdctl state reopen`");
                });
    }

    Json.Obj toJson() {
        return Json.object()
                .put("format", FORMAT)
                .put("state", state.word())
                .put("other", other)
                .put("id", id)
                .put("by", by)
                .put("at", IsoTime.text(at))
                .put("listing", listing)
                .build();
    }

    private static Move from(Json.Obj json) {
        try {
            return new Move(
                    State.of(json.need("state")),
                    json.need("other"),
                    json.need("id"),
                    json.need("by"),
                    IsoTime.parse(json.need("at")),
                    json.object("listing"));
        } catch (java.time.DateTimeException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }
}
