package dev.cdctl.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Named instants at which a test can have the process die as by {@code kill -9}, where no handler runs and nothing is
 * flushed, or wait while the test does something to what it works with. A point is {@code <step>.intent} (journalled,
 * effect not begun), {@code <step>.effect} (effect happened, outcome not journalled), and in the same way
 * {@code <step>.undo} and {@code <step>.undone} while it is taken back.
 */
public final class FaultPoints {
    /** The environment variable that names the one point at which the process dies. */
    public static final String DIE_AT = "CDCTL_TEST_DIE_AT";

    /** The one that names the one point at which it waits, a space, and a file: there is one while it waits. */
    public static final String WAIT_AT = "CDCTL_TEST_WAIT_AT";

    private static final int KILLED = 137;
    private static final long GLANCE_NANOS = 5_000_000;

    private final Optional<String> point;
    private final Runnable fault;

    private FaultPoints(Optional<String> point, Runnable fault) {
        this.point = point;
        this.fault = fault;
    }

    /** Dies or waits at the point that the environment names; nowhere when it names none. */
    public static FaultPoints from(Map<String, String> variables) {
        Optional<String> wait = Optional.ofNullable(variables.get(WAIT_AT));
        if (wait.isPresent()) {
            String[] words = wait.get().split(" ", 2);
            return at(words[0], () -> await(Path.of(words[words.length - 1])));
        }
        return new FaultPoints(
                Optional.ofNullable(variables.get(DIE_AT)),
                () -> Runtime.getRuntime().halt(KILLED));
    }

    /** Calls back, for tests in the same process. */
    public static FaultPoints at(String point, Runnable fault) {
        return new FaultPoints(Optional.of(point), fault);
    }

    /** No points. */
    public static FaultPoints none() {
        return from(Map.of());
    }

    /** Dies or waits here when this is the point. */
    public void reach(String step, String instant) {
        if (point.isPresent() && point.get().equals(step + "." + instant)) {
            fault.run();
        }
    }

    /** Until the test has removed it. */
    private static void await(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (Files.exists(file)) {
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }
}
