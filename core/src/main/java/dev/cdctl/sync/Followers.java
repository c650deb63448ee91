package dev.cdctl.sync;

import dev.cdctl.engine.Cancel;
import java.util.List;
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
        RuntimeException first = null;
        for (Follower one : all) {
            try {
                one.once();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Follows until somebody wishes to stop, or one of them cannot go on; then all stop in order. */
    public void run(Cancel cancel) {
        Cancel own = new Cancel();
        ExecutorService pool = Executors.newFixedThreadPool(all.size(), work -> new Thread(work, "sync"));
        CompletionService<Boolean> ends = new ExecutorCompletionService<>(pool);
        try (Cancel.Registration stop = cancel.onRequest(() -> own.request(cancel.reason()))) {
            all.forEach(one -> ends.submit(() -> one.run(own), true));
            RuntimeException first = null;
            for (int i = 0; i < all.size(); i++) {
                try {
                    ends.take().get();
                } catch (ExecutionException e) {
                    first = first == null ? failure(e) : first;
                    own.request("a follower cannot go on");
                }
            }
            if (first != null) {
                throw first;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            own.request("interrupted");
        } finally {
            pool.shutdown();
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e.getCause());
    }

    /** What each has counted. */
    public List<Follower.Figures> figures() {
        return all.stream().map(Follower::figures).toList();
    }
}
