package dev.cdctl.state;

import java.time.Duration;

/**
 * Tells when records of a {@link Store} may have changed, so that whoever follows them does not have to ask for each
 * again and again. Thread-safe.
 */
public interface Changes {
    /** What is given when nothing was seen yet. */
    String NOTHING_SEEN = "";

    /**
     * Waits until something below that prefix differs from what was there at a mark, or the limit has passed. It may
     * return early without a change, and one return may stand for many changes.
     *
     * @param prefix as for {@link Store#list}; empty for all records
     * @param seen what an earlier call returned; with {@link #NOTHING_SEEN} it returns at once
     * @return the mark of now, which only the next call understands
     * @throws dev.cdctl.model.Failure when the store cannot be reached, or the thread was interrupted
     */
    String await(String prefix, String seen, Duration limit);
}
