package dev.cdctl.operate.move;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Owner;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.move.Move;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What both stores say while the state of an environment is copied; each word is one transaction under the lock. */
final class Passage {
    private static final int ID_LENGTH = 8;
    private static final Contents NOTHING = new Contents(new TreeMap<>(), Map.of(), List.of());

    private final Ends from;
    private final Ends to;
    private final Move arriving;
    private final Move leaving;
    private final Optional<Move> before;

    /** One of the two, with its lock. */
    record Ends(Home home, Lock lock) {
        /** Changes it while the lock is held. */
        void commit(List<Change> changes) {
            List<Change> all = new ArrayList<>(List.of(lock.fence()));
            all.addAll(changes);
            if (!home.store().commit(all)) {
                throw MoveProblems.contended(home);
            }
        }

        void say(Move move) {
            commit(List.of(move.record(home.store(), home.name())));
        }
    }

    private Passage(Ends from, Ends to, Move arriving, Optional<Move> before) {
        this.from = from;
        this.to = to;
        this.arriving = arriving;
        this.before = before;
        this.leaving = new Move(
                Move.State.LEAVING,
                to.home().address(),
                arriving.id(),
                arriving.by(),
                arriving.at(),
                listed(from.home()));
    }

    /** Has the new store say that the state arrives; goes on with what a killed copying began. */
    static Passage begin(Ends from, Ends to, Owner owner) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Move arriving = new Move(
                Move.State.ARRIVING,
                from.home().address(),
                ShortId.random(ID_LENGTH),
                owner.who(),
                now,
                Optional.empty());
        Optional<Move> before = to.home().move();
        to.say(arriving);
        return new Passage(from, to, arriving, before.filter(move -> move.state() == Move.State.MOVED));
    }

    void leave() {
        from.say(leaving);
    }

    /** From here on the new store is in force. The catalogue of the old one lists the environment no more. */
    void moved() {
        List<Change> changes = new ArrayList<>();
        changes.add(leaving.to(Move.State.MOVED, leaving.listing())
                .record(from.home().store(), from.home().name()));
        from.home().unlisted().ifPresent(changes::add);
        from.commit(changes);
    }

    void arrived() {
        erase(to);
    }

    static void erase(Ends end) {
        end.commit(List.of(Move.erase(end.home().store(), end.home().name())));
    }

    /** As before, unless it has moved; what cannot be reached stays, and the same copying again ends it. */
    void takeBack() {
        try {
            Optional<Move> said = from.home().move();
            if (said.filter(move -> move.state() == Move.State.MOVED).isPresent()) {
                return;
            }
            if (said.isPresent()) {
                erase(from);
            }
            if (before.isPresent()) {
                to.say(before.get());
            } else {
                clear(to);
            }
        } catch (Failure ignored) {
            // Both stores tell how it is, with the way out; the failure that led here is what is told.
        }
    }

    /** Removes what was copied. */
    static void clear(Ends end) {
        NOTHING.write(end.home(), end.lock(), () -> {});
        erase(end);
    }

    private static Optional<Json.Obj> listed(Home home) {
        return home.store().read(home.listing()).map(Store.Versioned::value);
    }
}
