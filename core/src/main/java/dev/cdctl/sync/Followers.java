package dev.cdctl.sync;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The followers of one process, each on a thread of its own. */
public final class Followers {
    private final List<Follower> all;

    /** These, at least one. */
    public Followers(List<Follower> all) {
        this.all = List.copyOf(all);
    }

    /** How many. */
    public int size() {
        return all.size();
    }

    /** Looks once with each; the first failure is told after all have looked. */
    public void once() {
        List<RuntimeException> failures = new ArrayList<>();
        for (Follower one : all) {
            try {
                one.once();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        throwFirst(failures);
    }

    /**
     * Follows until somebody wishes to stop. One that cannot go on ends alone, and is told.
     *
     * @throws Failure that of the first that ended, when none is left
     */
    public void run(Cancel cancel) {
        Cancel own = new Cancel();
        ExecutorService pool = Executors.newFixedThreadPool(all.size(), work -> new Thread(work, "sync"));
        CompletionService<Optional<RuntimeException>> ends = new ExecutorCompletionService<>(pool);
        try (Cancel.Registration stop = cancel.onRequest(() -> own.request(cancel.reason()))) {
            all.forEach(one -> ends.submit(() -> follow(one, own)));
            List<RuntimeException> failures = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                failure(ends, own).ifPresent(failures::add);
            }
            if (failures.size() == all.size()) {
                throwFirst(failures);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            own.request("interrupted");
        } finally {
            pool.shutdown();
        }
    }

    private Optional<RuntimeException> follow(Follower one, Cancel own) {
        try {
            one.run(own);
            return Optional.empty();
        } catch (RuntimeException e) {
            if (all.size() > 1) {
                one.giveUp(problem(e));
            }
            return Optional.of(e);
        }
    }

    private static Problem problem(RuntimeException thrown) {
        return thrown instanceof Failure failure ? failure.problems().get(0) : Problem.bug(thrown);
    }

    /** What went wrong with the next one that ended; an error of the whole process ends them all. */
    private static Optional<RuntimeException> failure(CompletionService<Optional<RuntimeException>> ends, Cancel own)
            throws InterruptedException {
        try {
            return ends.take().get();
        } catch (ExecutionException e) {
            own.request("a follower cannot go on");
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void throwFirst(List<RuntimeException> failures) {
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** What each has counted. */
    public List<Follower.Figures> figures() {
        return all.stream().map(Follower::figures).toList();
    }
}
