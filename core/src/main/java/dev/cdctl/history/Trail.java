package dev.cdctl.history;

import java.util.ArrayList;
import java.util.List;

/**
 * The way that led to what is live, the live deployment last. What went live is added at its end; going back to a
 * deployment that is on the way cuts off everything after it, whether by a rollback or by a flip. So one rollback after
 * another leads further and further back, and never forth again.
 */
final class Trail {
    private final List<Deployment> steps = new ArrayList<>();

    /** The trail of these deployments. */
    static Trail of(List<Deployment> oldestFirst) {
        Trail trail = new Trail();
        oldestFirst.stream()
                .filter(entry -> entry.outcome() == Deployment.Outcome.LIVE)
                .forEach(trail::follow);
        return trail;
    }

    /** What is on the way before that deployment, the nearest first; the whole trail when it is not on it. */
    List<Deployment> before(String live) {
        int end = last(live);
        List<Deployment> before = new ArrayList<>();
        for (int i = (end < 0 ? steps.size() : end) - 1; i >= 0; i--) {
            before.add(steps.get(i));
        }
        return before;
    }

    private void follow(Deployment entry) {
        int there = last(entry.placed());
        if (there < 0 && entry.kind() == Deployment.Kind.ROLLBACK) {
            there = lastLike(entry.identity());
        }
        if (there >= 0) {
            steps.subList(there, steps.size()).clear();
        }
        steps.add(entry);
    }

    private int last(String placed) {
        int at = steps.size() - 1;
        while (at >= 0 && !steps.get(at).placed().equals(placed)) {
            at--;
        }
        return at;
    }

    /** A rollback that had to start the release again: everything is as it was then but the secrets. */
    private int lastLike(Identity identity) {
        int at = steps.size() - 1;
        while (at >= 0 && !steps.get(at).identity().restores(identity)) {
            at--;
        }
        return at;
    }
}
