package dev.cdctl.script.graph;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** Runs the stages of a graph, each after those that it needs; the first failure ends those that run. */
final class Schedule {
    private final Graph graph;
    private final BiConsumer<String, Cancel> work;
    private final List<RuntimeException> failures = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> begun = new HashSet<>();
    private final Set<String> passed = new HashSet<>();
    private final Cancel group = new Cancel();

    /**
     * A schedule that has not begun.
     *
     * @param work runs one stage to its end, on a thread of its own
     */
    Schedule(Graph graph, BiConsumer<String, Cancel> work) {
        this.graph = graph;
        this.work = work;
    }

    /**
     * Runs everything.
     *
     * @param jobs how many at once, at most
     * @throws Failure of everything that failed by itself, the first one first; interrupted, when stopping was asked for
     */
    void run(int jobs, Cancel cancel) {
        ExecutorService pool = Executors.newFixedThreadPool(jobs, runnable -> {
            Thread thread = new Thread(runnable, "stage");
            thread.setDaemon(true);
            return thread;
        });
        try (Cancel.Registration wake = cancel.onRequest(() -> group.request(cancel.reason()))) {
            carryOut(new ExecutorCompletionService<>(pool));
        } finally {
            pool.shutdown();
        }
        if (!failures.isEmpty()) {
            throw failure();
        }
        cancel.check();
    }

    private void carryOut(ExecutorCompletionService<String> service) {
        int running = start(service);
        while (running > 0) {
            String ended = next(service);
            running--;
            if (!ended.isEmpty()) {
                passed.add(ended);
                running += start(service);
            }
        }
    }

    /** Starts what can be started, and says how much that was. */
    private int start(ExecutorCompletionService<String> service) {
        if (group.requested()) {
            return 0;
        }
        Map<String, Set<String>> ready = new LinkedHashMap<>(graph.needs());
        ready.keySet().removeAll(begun);
        ready.values().removeIf(needs -> !passed.containsAll(needs));
        ready.keySet().forEach(name -> service.submit(() -> attempt(name)));
        begun.addAll(ready.keySet());
        return ready.size();
    }

    /** The name when it passed, else nothing. */
    private String attempt(String name) {
        try {
            group.check();
            work.accept(name, group);
            return name;
        } catch (RuntimeException e) {
            failures.add(e);
            group.request(name + " failed");
            return "";
        }
    }

    private static String next(ExecutorCompletionService<String> service) {
        try {
            return service.take().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        }
    }

    /** What was ended because something else failed is not told. */
    private RuntimeException failure() {
        List<RuntimeException> own = failures.stream()
                .filter(e -> !(e instanceof Failure f && f.kind() == Failure.Kind.INTERRUPTED))
                .toList();
        RuntimeException first = own.isEmpty() ? failures.get(0) : own.get(0);
        if (!(first instanceof Failure failure)) {
            return first;
        }
        List<Problem> problems = new ArrayList<>();
        for (RuntimeException each : own.isEmpty() ? List.of(first) : own) {
            if (each instanceof Failure one) {
                problems.addAll(one.problems());
            }
        }
        return Failure.of(failure.kind(), problems).causedBy(failure);
    }
}
