package dev.cdctl.engine;

import java.util.Optional;

/**
 * Named instants at which a test can have the process die as by {@code kill -9}: no handler runs, nothing is flushed.
 * A point is {@code <step>.intent} (journalled, effect not begun), {@code <step>.effect} (effect happened, outcome
 * not journalled), and in the same way {@code <step>.undo} and {@code <step>.undone} while it is taken back.
 */
public final class FaultPoints {
    /** The environment variable that names the one point at which the process dies. */
    public static final String VARIABLE = "CDCTL_TEST_DIE_AT";

    private static final int KILLED = 137;

    private final Optional<String> point;
    private final Runnable death;

    private FaultPoints(Optional<String> point, Runnable death) {
        this.point = point;
        this.death = death;
    }

    /** Dies at the point that the environment names; nowhere when it names none. */
    public static FaultPoints from(Optional<String> variable) {
        return new FaultPoints(variable, () -> Runtime.getRuntime().halt(KILLED));
    }

    /** Calls back instead of dying, for tests in the same process. */
    public static FaultPoints at(String point, Runnable death) {
        return new FaultPoints(Optional.of(point), death);
    }

    /** No points. */
    public static FaultPoints none() {
        return from(Optional.empty());
    }

    void reach(String step, String instant) {
        if (point.isPresent() && point.get().equals(step + "." + instant)) {
            death.run();
        }
    }
}
