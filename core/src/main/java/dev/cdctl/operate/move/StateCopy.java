package dev.cdctl.operate.move;

import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.history.History;
import dev.cdctl.operate.Openings;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.form.Lease;
import dev.cdctl.state.move.Move;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Copies the state of one environment from a store to another, and has the first one refuse from then on. While it lasts,
 * both refuse; a kill at any instant leaves them so that the same again brings it to its end.
 *
 * <p>The order: the new store says that the state arrives, the old one that it leaves, all is copied and read back, the
 * old one says that it has moved (from here on there is no way back but another copying), the new one says nothing more.
 */
public final class StateCopy {
    private final Home from;
    private final Home to;
    private final Terms terms;

    /**
     * For whom.
     *
     * @param patience how long to wait for another holder of one of the locks
     * @param safe throws when somebody wants it to stop
     */
    public record Terms(Owner owner, Duration patience, Runnable safe) {}

    /**
     * What was done.
     *
     * @param already whether an earlier copying had done it
     */
    public record Copied(Home to, int records, int ports, int entries, boolean already) {}

    /** From one store to the other; both are of the same environment. */
    public StateCopy(Home from, Home to, Terms terms) {
        this.from = from;
        this.to = to;
        this.terms = terms;
    }

    /**
     * Copies it.
     *
     * @return empty when there is nothing of the environment
     * @throws dev.cdctl.model.Failure refused, and nothing changed, when it must not be; otherwise the old store is in
     *     force as before, or says what to do
     */
    public Optional<Copied> run() {
        if (from.address().equals(to.address())) {
            throw MoveProblems.same(to);
        }
        if (from.move().isEmpty() && Contents.of(from).isNothing()) {
            return Optional.empty();
        }
        try (Lock old = from.locks().acquire(from.name(), terms.owner(), terms.patience())) {
            refuseItself(old);
            try (Lock lock = lockAbove(old.token())) {
                return Optional.of(from.move().filter(this::isDone).isPresent() ? settle(lock) : copy(old, lock));
            }
        }
    }

    /**
     * Makes sure that it could be copied now.
     *
     * @throws dev.cdctl.model.Failure refused, with the reason
     */
    public void check() {
        Optional<Move> left = from.move();
        if (left.filter(this::isDone).isPresent()) {
            return;
        }
        left.filter(move -> move.state() != Move.State.LEAVING).ifPresent(move -> {
            throw move.refusal(from.name());
        });
        left.filter(move -> !move.isWith(to.address())).ifPresent(move -> {
            throw MoveProblems.elsewhere(from, move);
        });
        refuseUnfinished();
        refuseOccupied();
    }

    private boolean isDone(Move move) {
        return move.state() == Move.State.MOVED && move.isWith(to.address());
    }

    private void refuseUnfinished() {
        Optional<String> open = Openings.of(from.journal()).map(Openings.Open::id);
        Optional<String> begun = new History(from.store(), from.name())
                .latest(1).stream()
                        .filter(entry -> entry.outcome() == Outcome.OPEN)
                        .map(Deployment::id)
                        .findFirst();
        open.or(() -> begun).ifPresent(id -> {
            throw MoveProblems.unfinished(from, id);
        });
    }

    private void refuseOccupied() {
        Optional<Move> said = to.move();
        // What was copied out of a store is there as a backup only, wherever it went on to from there.
        boolean back = said.filter(move -> move.state() == Move.State.MOVED || move.isWith(from.address()))
                .isPresent();
        if (said.isPresent() && !back) {
            throw MoveProblems.elsewhere(to, said.get());
        }
        Optional<String> there =
                to.keys().stream().filter(key -> !to.isReport(key)).findFirst();
        if (!back && there.isPresent()) {
            throw MoveProblems.occupied(to, there.get());
        }
    }

    private void refuseItself(Lock old) {
        if (to.locks()
                .holder(to.name())
                .filter(held -> held.id().equals(old.id()))
                .isPresent()) {
            throw MoveProblems.same(to);
        }
    }

    /** The lock of the new store. Its tokens count on from those of the old one, which instances are labelled with. */
    private Lock lockAbove(long token) {
        while (true) {
            Lock lock = to.locks().acquire(to.name(), terms.owner(), terms.patience());
            if (lock.token() > token) {
                return lock;
            }
            lock.close();
            String key = to.name() + "/lock";
            to.store()
                    .read(key)
                    .filter(record -> Lease.from(record.value(), key).holding().isEmpty())
                    .ifPresent(record -> to.store()
                            .commit(List.of(new Change.Put(
                                    key, record.revision(), new Lease(token, Optional.empty()).toJson()))));
        }
    }

    private Copied copy(Lock old, Lock lock) {
        check();
        Contents contents = Contents.of(from);
        Passage passage = Passage.begin(new Passage.Ends(from, old), new Passage.Ends(to, lock), terms.owner());
        boolean copied = false;
        try {
            passage.leave();
            terms.safe().run();
            // Whoever changed something without a lock did it before the old store said that it leaves.
            contents = Contents.of(from);
            contents.write(to, lock, terms.safe());
            Optional<String> missing = contents.missing(to);
            if (missing.isPresent()) {
                throw MoveProblems.different(to, missing.get());
            }
            passage.moved();
            copied = true;
        } finally {
            if (!copied) {
                passage.takeBack();
            }
        }
        passage.arrived();
        return copied(contents, false);
    }

    /** It had moved; what is left is to have the new store say so. */
    private Copied settle(Lock lock) {
        String id = from.move().orElseThrow().id();
        if (to.move()
                .filter(move -> move.state() == Move.State.ARRIVING && move.id().equals(id))
                .isPresent()) {
            Passage.erase(new Passage.Ends(to, lock));
        }
        return copied(Contents.of(to), true);
    }

    private Copied copied(Contents contents, boolean already) {
        return new Copied(
                to,
                contents.records().size(),
                contents.ports().values().stream().mapToInt(java.util.Map::size).sum(),
                contents.journal().size(),
                already);
    }
}
