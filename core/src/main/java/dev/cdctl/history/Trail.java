package dev.cdctl.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The way that led to what is live, the live deployment last. What went live is added at its end; going back to a
 * deployment that is on the way cuts off everything after it, whether by a rollback or by a flip. So one rollback after
 * another leads further and further back, and never forth again.
 *
 * <p>It may be followed from the middle of a history: where an entry goes back to something that may be further back than
 * that, what was before it is not known.
 */
final class Trail {
    private final List<Deployment> steps = new ArrayList<>();
    private final Set<String> entries = new HashSet<>();
    private final boolean isWhole;
    /** The steps before this one may have been cut off. */
    private int known;

    private Trail(boolean isWhole) {
        this.isWhole = isWhole;
    }

    /**
     * The trail of these deployments.
     *
     * @param isWhole whether there are none before them
     */
    static Trail of(List<Deployment> oldestFirst, boolean isWhole) {
        Trail trail = new Trail(isWhole);
        for (Deployment entry : oldestFirst) {
            trail.entries.add(entry.id());
            if (entry.outcome() == Deployment.Outcome.LIVE) {
                trail.follow(entry);
            }
        }
        return trail;
    }

    /**
     * What is on the way before that deployment, the nearest first, as far as it is known; the whole trail when it is not
     * on it.
     */
    List<Deployment> before(String live) {
        int end = lastPlaced(live);
        if (end < known) {
            end = isWhole ? steps.size() : known;
        }
        List<Deployment> before = new ArrayList<>();
        for (int i = end - 1; i >= known; i--) {
            before.add(steps.get(i));
        }
        return before;
    }

    private void follow(Deployment entry) {
        int there = lastPlaced(entry.placed());
        // A release is on the way only after the entry that placed it.
        boolean unsure = there < 0 && !isWhole && !entries.contains(entry.placed());
        if (there < 0 && !unsure && entry.kind() == Deployment.Kind.ROLLBACK) {
            there = lastLike(entry.identity());
            unsure = there < 0 && !isWhole;
        }
        if (unsure || there >= 0 && there < known) {
            known = steps.size();
        } else if (there >= 0) {
            steps.subList(there, steps.size()).clear();
        }
        steps.add(entry);
    }

    private int lastPlaced(String placed) {
        return last(step -> step.placed().equals(placed));
    }

    /** A rollback that had to start the release again: everything is as it was then but the secrets. */
    private int lastLike(Identity identity) {
        return last(step -> step.identity().restores(identity));
    }

    private int last(Predicate<Deployment> wanted) {
        int at = steps.size() - 1;
        while (at >= 0 && !wanted.test(steps.get(at))) {
            at--;
        }
        return at;
    }
}
