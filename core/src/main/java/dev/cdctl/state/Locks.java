package dev.cdctl.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One lock per name (such as {@code books/production}). Each holding has an ID for people and a fencing token that is
 * greater than every token before it.
 */
public interface Locks {
    /**
     * A lock as others see it.
     *
     * @param id what {@code lock break} takes
     * @param token greater than that of every earlier holding
     * @param since when it was acquired
     * @param step what the holder is at, as it last said
     * @param alive false when the owner is known to be dead; true when it lives or cannot be known
     */
    record Held(String id, long token, Owner owner, Instant since, String step, boolean alive) {}

    /**
     * Acquires the lock, taking over from an owner that is known to be dead.
     *
     * @param wait how long to wait for a living owner; zero to refuse at once
     * @throws dev.cdctl.model.Failure refused, with the holder's name, when it is still held after that time
     */
    Lock acquire(String name, Owner owner, Duration wait);

    /** Who holds it now. */
    Optional<Held> holder(String name);

    /**
     * Takes the lock away from its holder and raises the token, so that the holder can commit nothing more.
     *
     * @return false when no holding has that ID
     */
    boolean breakLock(String name, String id);
}
