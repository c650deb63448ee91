package dev.cdctl.sync;

import dev.cdctl.traffic.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one change of a proxy through at a time. Those that came meanwhile are made ready together, so that a hundred
 * services which come at once cost a few reloads and not a hundred. Thread-safe.
 */
public final class Gate {
    private final Lock turn = new ReentrantLock(true);
    private final Queue<Move> arrived = new ConcurrentLinkedQueue<>();

    /** Makes that move when it is its turn. */
    void pass(Move move) {
        arrived.add(move);
        turn.lock();
        try {
            ready();
            move.make();
        } finally {
            turn.unlock();
        }
    }

    /** How many wait that nobody made ready. */
    int arrived() {
        return arrived.size();
    }

    private void ready() {
        List<Move> moves = new ArrayList<>();
        for (Move each = arrived.poll(); each != null; each = arrived.poll()) {
            moves.add(each);
        }
        if (moves.size() > 1) {
            moves.get(0).router().ready(moves);
        }
    }
}
