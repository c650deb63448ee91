package dev.cdctl.state;

import dev.cdctl.json.Json;
import java.time.Instant;
import java.util.List;

/** What was intended and what came of it, in order; an entry is durable before {@code append} returns. */
public interface Journal {
    /** Where in the life of a step an entry stands. */
    enum Phase {
        /** An operation begins; its detail says enough to resume it. */
        BEGIN,
        /** An effect is about to happen. */
        INTENT,
        /** The effect happened. */
        DONE,
        /** It was there already. */
        SKIPPED,
        /** It failed; whether the effect happened has to be observed. */
        FAILED,
        /** The effect was taken back. */
        UNDONE,
        /** The operation ended; nothing of it is open. */
        END
    }

    /**
     * One line of a journal.
     *
     * @param operation the ID of the operation, such as a deployment
     * @param step the name of the step; empty for BEGIN and END
     * @param token the fencing token of whoever wrote it
     */
    record Entry(String operation, String step, Phase phase, long token, Instant at, Json.Obj detail) {}

    /**
     * Writes more entries, durably, in this order. A kill may leave the first of them without the others.
     *
     * @throws dev.cdctl.model.Failure refused, when an entry with a greater token is there: its writer has taken over
     */
    void append(List<Entry> entries);

    /** Writes one more entry, durably. */
    default void append(Entry entry) {
        append(List.of(entry));
    }

    /**
     * All entries, oldest first. A torn last line, as a kill leaves it, is not an entry and not an error.
     *
     * @throws dev.cdctl.model.Failure needs a person, when a line elsewhere is damaged
     */
    List<Entry> entries();

    /**
     * Whether nothing is open: the last entry is an END, or there is none. What is before it need not be looked at.
     *
     * @throws dev.cdctl.model.Failure needs a person, when what had to be looked at is damaged
     */
    default boolean isClosed() {
        List<Entry> all = entries();
        return all.isEmpty() || all.get(all.size() - 1).phase() == Phase.END;
    }
}
