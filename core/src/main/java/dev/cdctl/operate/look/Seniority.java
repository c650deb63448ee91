package dev.cdctl.operate.look;

import dev.cdctl.model.Release;
import dev.cdctl.operate.Ancestry.Relation;
import dev.cdctl.operate.Means;
import dev.cdctl.state.Locks;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the deployments that wait for an environment is the newest: by commit, else by the order of the pushes, else,
 * and of the same release, the one that came last.
 */
public final class Seniority {
    private final Means means;
    /** Whoever waits asks again and again, and the answer takes a look at the repository. */
    private final Map<Release, Relation> known = new HashMap<>();

    /** Among those that wait for this environment. */
    public Seniority(Means means) {
        this.means = means;
    }

    /**
     * How a deployment waits.
     *
     * @param newestWins whether it gives up as soon as a newer one waits too
     */
    public Locks.Wait wait(Release mine, boolean newestWins) {
        Locks.Wait usual = Locks.Wait.of(means.terms().patience());
        return new Locks.Wait(
                usual.limit(),
                Optional.of(mine),
                (other, later) -> newestWins
                        && other.release()
                                .filter(theirs -> isNewer(theirs, mine, later))
                                .isPresent(),
                usual.watcher());
    }

    private boolean isNewer(Release theirs, Release mine, boolean later) {
        if (theirs.digest().equals(mine.digest())) {
            return later;
        }
        return switch (known.computeIfAbsent(theirs, release -> means.ancestry().compare(mine, release))) {
            case OLDER -> true;
            case NEWER -> false;
            case INCOMPARABLE -> later;
        };
    }
}
