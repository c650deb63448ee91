package dev.cdctl.state.lease;

import dev.cdctl.state.form.Lease;
import java.time.Duration;

/**
 * By what a kind of store shows that the holder of a lease lives: a file that is locked, a session. The lease record
 * alone decides who holds a lock; a sign only tells whether the holder is still there. Thread-safe.
 */
public interface Signs {
    /** What ends with this process's holdings at the latest, as {@link Lease.Holding#life} says it. */
    String life();

    /** About how long is waited before a lock that is held is looked at again. */
    Duration pause();

    /**
     * Begins to show that this process lives under that lease, which is not recorded yet.
     *
     * @throws dev.cdctl.model.Failure when it cannot be shown
     */
    Sign raise(String name, Lease lease);

    /** What the holder of a lease shows; asked only of a lease that is held. */
    Shown look(String name, Lease lease);

    /**
     * What a holder shows.
     *
     * @param alive whether it lives, as far as anybody can tell
     * @param step the step that it is at; empty when it did not say
     */
    record Shown(boolean alive, String step) {}

    /** The sign of one holding of this process. */
    interface Sign {
        /** The lease is recorded: the signs of earlier holdings are nobody's any more. */
        void taken();

        /** Shows the step that it is at. Nothing depends on it, so nobody waits for it, and nothing fails by it. */
        void step(String step);

        /** Whether this process has to take itself for dead, since others may: it does nothing more under that lease. */
        default boolean isLost() {
            return false;
        }

        /** Ends it; nothing fails by that. */
        void lower();

        /** Ends it, and leaves no trace that there ever was such a lock. */
        void clear();
    }
}
