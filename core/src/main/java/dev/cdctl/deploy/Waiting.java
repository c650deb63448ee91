package dev.cdctl.deploy;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Takes the result of work on another thread, with its failure as if it had been done here. */
public final class Waiting {
    private Waiting() {}

    public static <T> T on(Future<T> work) {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Kind.INTERRUPTED, Problem.of("CD-801", "stopped while waiting"));
        }
    }
}
