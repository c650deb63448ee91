package dev.cdctl.deploy.machine;

import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does the same on several hosts at the same time, on at most ten of them at once. */
public final class OnEachHost {
    /** The most that are worked on at the same time. */
    public static final int AT_ONCE = 10;

    private final List<Host> hosts;

    public OnEachHost(List<Host> hosts) {
        this.hosts = List.copyOf(hosts);
    }

    /**
     * Returns when it is done on each; a failure of one lets the others come to their end.
     *
     * @throws Failure with the problems of every host where it failed, and the kind of the first
     */
    public void run(Consumer<Host> work) {
        if (hosts.isEmpty()) {
            return;
        }
        if (hosts.size() == 1) {
            work.accept(hosts.get(0));
            return;
        }
        ExecutorService workers = Executors.newFixedThreadPool(Math.min(AT_ONCE, hosts.size()), OnEachHost::daemon);
        try {
            List<Future<?>> working = new ArrayList<>();
            hosts.forEach(host -> working.add(workers.submit(() -> work.accept(host))));
            await(working);
        } finally {
            workers.shutdownNow();
        }
    }

    private static void await(List<Future<?>> working) {
        List<Failure> failures = new ArrayList<>();
        for (Future<?> one : working) {
            try {
                one.get();
            } catch (ExecutionException e) {
                failures.add(failure(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.of(Failure.Kind.INTERRUPTED, Problem.of("CD-801", "stopped while waiting"));
            }
        }
        if (!failures.isEmpty()) {
            List<Problem> problems = failures.stream()
                    .flatMap(failure -> failure.problems().stream())
                    .toList();
            throw Failure.of(failures.get(0).kind(), problems).causedBy(failures.get(0));
        }
    }

    private static Failure failure(@Nullable Throwable thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        if (thrown instanceof RuntimeException bug) {
            throw bug;
        }
        throw new IllegalStateException(thrown);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "host");
        thread.setDaemon(true);
        return thread;
    }
}
