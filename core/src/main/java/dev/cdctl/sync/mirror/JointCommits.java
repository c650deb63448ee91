package dev.cdctl.sync.mirror;

import dev.cdctl.model.Failure;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Transactions that are asked for at the same time, made as one: a hundred reports are a few writes. When the one is
 * refused, each is made for itself, so nobody's fault is another one's. Thread-safe.
 */
final class JointCommits {
    /** With a check for each, less than a transaction of any server takes. */
    private static final int MOST = 30;

    private static final int LARGEST = 60;

    private final Store store;
    private final Lock turn = new ReentrantLock(true);
    private final ConcurrentLinkedQueue<Asked> waiting = new ConcurrentLinkedQueue<>();

    /** What came of it: whether it happened, or why it is not known. */
    private record Result(boolean done, Optional<Failure> failure) {}

    private record Asked(List<Change> changes, AtomicReference<Optional<Result>> result) {
        Optional<Result> known() {
            return Objects.requireNonNull(result.get());
        }

        void set(boolean done) {
            result.set(Optional.of(new Result(done, Optional.empty())));
        }

        void set(Failure failure) {
            result.set(Optional.of(new Result(false, Optional.of(failure))));
        }
    }

    JointCommits(Store store) {
        this.store = store;
    }

    /** As {@link Store#commit}. */
    boolean commit(List<Change> changes) {
        Asked own = new Asked(changes, new AtomicReference<>(Optional.empty()));
        waiting.add(own);
        turn.lock();
        try {
            while (own.known().isEmpty()) {
                make(next());
            }
        } finally {
            turn.unlock();
        }
        Result result = own.known().orElseThrow();
        result.failure().ifPresent(failure -> {
            throw failure;
        });
        return result.done();
    }

    /** The first ones, as long as they have nothing to do with each other. */
    private List<Asked> next() {
        List<Asked> group = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        int parts = 0;
        for (Asked one = waiting.peek(); one != null && group.size() < MOST; one = waiting.peek()) {
            parts += one.changes().size();
            boolean isApart = one.changes().stream().allMatch(change -> keys.add(change.key()));
            if (!group.isEmpty() && (parts > LARGEST || !isApart)) {
                return group;
            }
            group.add(Objects.requireNonNull(waiting.poll()));
        }
        return group;
    }

    private void make(List<Asked> group) {
        if (group.size() > 1 && isMadeAtOnce(group)) {
            return;
        }
        for (Asked one : group) {
            try {
                one.set(store.commit(one.changes()));
            } catch (Failure e) {
                one.set(e);
            }
        }
    }

    /** Whether that settled them all; where the store cannot be reached it would not be for one alone either. */
    private boolean isMadeAtOnce(List<Asked> group) {
        try {
            boolean done = store.commit(
                    group.stream().flatMap(one -> one.changes().stream()).toList());
            if (done) {
                group.forEach(one -> one.set(true));
            }
            return done;
        } catch (Failure e) {
            if (!Trouble.mayBeOfOne(e)) {
                group.forEach(one -> one.set(e));
            }
            return !Trouble.mayBeOfOne(e);
        }
    }
}
