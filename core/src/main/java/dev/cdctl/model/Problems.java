package dev.cdctl.model;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong, so that users see all of it at once. Not thread-safe. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /** Adds one more. */
    public void add(Problem problem) {
        found.add(problem);
    }

    /** Whether nothing was found. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What was found, in the order of finding. */
    public List<Problem> list() {
        return List.copyOf(found);
    }

    /**
     * Ends the command when anything was found.
     *
     * @throws Failure of that kind, with all problems
     */
    public void throwIfAny(Failure.Kind kind) {
        if (!found.isEmpty()) {
            throw Failure.of(kind, found);
        }
    }
}
