package dev.cdctl.state.form;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.IsoTime;
import dev.cdctl.state.Owner;
import java.time.Instant;
import java.util.Optional;

/**
 * What the store says of a lock.
 *
 * @param token that of the last holding; it stays when nobody holds the lock, so that no token is given twice
 * @param holding the holding of now, if there is one
 */
public record Lease(long token, Optional<Holding> holding) {
    private static final long FORMAT = 1;

    /** Of a lock that nobody ever held. */
    public static final Lease NONE = new Lease(0, Optional.empty());

    /**
     * Who holds the lock.
     *
     * @param life names what ends with the owner at the latest: its kernel until it is started again, or its session with
     *     the computer that keeps the lock; empty when it cannot be known
     */
    public record Holding(String id, Owner owner, Instant since, String life) {
        private Json.Obj toJson() {
            return Json.object()
                    .put("id", id)
                    .put("owner", owner.toJson())
                    .put("since", IsoTime.text(since))
                    .put("boot", life)
                    .build();
        }

        private static Holding from(Json.Obj json) {
            Json.Obj owner = json.object("owner").orElseThrow(() -> new JsonException("no object 'owner'"));
            return new Holding(
                    json.need("id"), Owner.from(owner), IsoTime.parse(json.need("since")), json.need("boot"));
        }
    }

    /** After it was acquired once more. */
    public Lease heldBy(Holding next) {
        return new Lease(token + 1, Optional.of(next));
    }

    /** After it was released. */
    public Lease released() {
        return new Lease(token, Optional.empty());
    }

    /** After it was taken away from its holder. */
    public Lease broken() {
        return new Lease(token + 1, Optional.empty());
    }

    /** Whether both are the same holding of the lock; cheaper at start-up than {@code equals}. */
    public boolean isSameHolding(Lease other) {
        return token == other.token
                && other.holding().filter(theirs -> isHeldAs(theirs.id())).isPresent();
    }

    /** Whether it is held under that ID. */
    public boolean isHeldAs(String id) {
        return holding.filter(now -> now.id().equals(id)).isPresent();
    }

    /** The form in which stores keep it. */
    public Json.Obj toJson() {
        return Json.object()
                .put("format", FORMAT)
                .put("token", token)
                .put("held", holding.isPresent())
                .put("holding", holding.map(Holding::toJson))
                .build();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws dev.cdctl.model.Failure refused, when a newer cdctl wrote it
     */
    public static Lease from(Json.Obj json, String key) {
        if (json.needNumber("format") > FORMAT) {
            throw LockProblems.newer(key);
        }
        return new Lease(json.needNumber("token"), json.object("holding").map(Holding::from));
    }
}
