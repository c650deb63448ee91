package dev.cdctl.operate.move;

import dev.cdctl.state.Lock;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.move.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has a store be in force again for an environment that was copied out of it, or ends what a killed copying left there. */
public final class Reopen {
    private final Home home;

    /** In that store. */
    public Reopen(Home home) {
        this.home = home;
    }

    /**
     * Does it.
     *
     * @return what the store had said until now; empty when there was nothing to do
     */
    public Optional<Move> run(Owner owner, Duration patience) {
        if (home.move().isEmpty()) {
            return Optional.empty();
        }
        try (Lock lock = home.locks().acquire(home.name(), owner, patience)) {
            Optional<Move> move = home.move();
            move.ifPresent(said -> end(new Passage.Ends(home, lock), said));
            return move;
        }
    }

    private void end(Passage.Ends end, Move move) {
        if (move.state() == Move.State.ARRIVING) {
            Passage.clear(end);
            return;
        }
        List<Change> changes = new ArrayList<>(List.of(Move.erase(home.store(), home.name())));
        move.listing()
                .filter(listing -> home.revision(home.listing()) == 0)
                .ifPresent(listing -> changes.add(new Change.Put(home.listing(), 0, listing)));
        end.commit(changes);
    }
}
