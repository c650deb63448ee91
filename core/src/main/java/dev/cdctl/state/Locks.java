package dev.cdctl.state;

import dev.cdctl.model.Problem;
import dev.cdctl.model.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
     * How somebody waits for a lock that another one holds.
     *
     * @param limit how long; zero to be refused at once
     * @param release what it is going to deploy; empty when it is no deployment
     * @param manners for whom it gives up
     */
    record Wait(Duration limit, Optional<Release> release, Manners manners, Watcher watcher) {
        /** Waits its turn, and tells nobody. */
        public static Wait of(Duration limit) {
            return new Wait(limit, Optional.empty(), (other, later) -> false, Watcher.NOBODY);
        }

        /** The same, told to somebody. */
        public Wait told(Watcher to) {
            return new Wait(limit, release, manners, to);
        }
    }

    /** For whom somebody who waits gives up. */
    interface Manners {
        /**
         * Whether it gives up for that one.
         *
         * @param later whether the other one came later
         */
        boolean yieldTo(Waiter other, boolean later);
    }

    /** Sees how somebody waits; must not throw. */
    interface Watcher {
        /** Sees nothing. */
        Watcher NOBODY = new Watcher() {
            @Override
            public void waits(String text) {
                // Nobody wants to know.
            }

            @Override
            public void warns(Problem problem) {
                // Nobody wants to know.
            }
        };

        /** It waits for somebody, in a few words; told when they become others. */
        void waits(String text);

        /** Something is wrong, and not in the way. */
        void warns(Problem problem);
    }

    /**
     * Acquires the lock, taking over from an owner that is known to be dead. Those who wait get it in the order in which
     * they came, as long as their places can be kept; nobody is kept waiting by a place alone.
     *
     * @throws dev.cdctl.model.Failure refused, with the holder's name, when it is still held after that time; refused,
     *     with the other one's name, when it gave up for somebody
     */
    Lock acquire(String name, Owner owner, Wait wait);

    /** The same for somebody who waits its turn, and tells nobody. */
    default Lock acquire(String name, Owner owner, Duration limit) {
        return acquire(name, owner, Wait.of(limit));
    }

    /**
     * Who waits for it now, the first one first.
     *
     * @throws dev.cdctl.model.Failure when that cannot be read
     */
    List<Waiter> waiting(String name);

    /** Who holds it now. */
    Optional<Held> holder(String name);

    /**
     * Takes the lock away from its holder and raises the token, so that the holder can commit nothing more.
     *
     * @return false when no holding has that ID
     */
    boolean breakLock(String name, String id);
}
