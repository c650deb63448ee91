package dev.cdctl.state.lease;

import dev.cdctl.model.Failure;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Waiter;
import dev.cdctl.state.form.LockProblems;
import dev.cdctl.state.form.QueueRecord;
import dev.cdctl.state.form.QueueRecord.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The place in the queue of one who waits for a lock. A queue that cannot be read or written is told once, and then
 * counts as an empty one: nobody waits for anybody because of it.
 */
final class Place implements AutoCloseable {
    private static final int ID_LENGTH = 8;
    private static final int TRIES = 5;
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final Duration BEAT = Duration.ofSeconds(4);

    private final String name;
    private final Queue queue;
    private final Locks.Wait wait;
    private final Waiter me;
    private final String process = ProcessMark.ofThis();
    /** Zero as long as nothing was written. */
    private long number;

    private long looked;
    private long written;
    private Instant renewed = Instant.EPOCH;
    private List<Entry> line = List.of();
    private String last = "";
    private boolean warned;

    /** @param me whoever waits; nothing is written before it has to wait */
    Place(String name, Queue queue, Waiter me, Locks.Wait wait) {
        this.name = name;
        this.queue = queue;
        this.me = me;
        this.wait = wait;
        this.looked = queue.nanos() - GLANCE.toNanos();
    }

    /** The place of an owner that begins to wait now. */
    static Place of(String name, Queue queue, Owner owner, Locks.Wait wait) {
        return new Place(name, queue, new Waiter(ShortId.random(ID_LENGTH), owner, now(), wait.release()), wait);
    }

    /**
     * Waits behind a holder of the lock, and says so.
     *
     * @throws Failure refused, when it gave up for another one
     */
    void behind(Locks.Held held) {
        if (queue.nanos() - looked >= GLANCE.toNanos()) {
            look();
        }
        tell(held.owner().brief(""));
    }

    /**
     * Whether it is this one's turn when nobody holds the lock.
     *
     * @throws Failure refused, when it gave up for another one
     */
    boolean isNext() {
        if (number == 0) {
            return true;
        }
        look();
        if (!isFirst()) {
            tell(line.get(0).waiter().brief());
        }
        return isFirst();
    }

    /** Whether nobody is known to be before this one. */
    boolean isFirst() {
        return line.isEmpty() || isMine(line.get(0));
    }

    /** What was told last; empty when nothing was. */
    String last() {
        return last;
    }

    /** Leaves the queue; nothing fails by that, since an entry that is left expires. */
    @Override
    public void close() {
        if (number == 0) {
            return;
        }
        try {
            for (int i = 0; i < TRIES; i++) {
                Queue.Seen seen = queue.read();
                List<Entry> all = seen.record().entries();
                if (all.stream().noneMatch(this::isMine) || queue.replace(seen, without(all))) {
                    return;
                }
            }
        } catch (Failure ignored) {
            // Whoever comes later takes it away.
        }
    }

    private void look() {
        looked = queue.nanos();
        Optional<Waiter> winner = Optional.empty();
        try {
            boolean settled = false;
            for (int i = 0; i < TRIES && !settled && winner.isEmpty(); i++) {
                Queue.Seen seen = queue.read();
                line = queue.living(seen.record());
                winner = winner();
                settled = settle(seen, winner.isPresent());
                winner = settled ? winner : Optional.empty();
            }
        } catch (Failure e) {
            line = List.of();
            warn(e);
        }
        winner.ifPresent(other -> {
            number = 0;
            throw LockProblems.replaced(name, other);
        });
    }

    /** Who of the others this one gives up for. */
    private Optional<Waiter> winner() {
        return line.stream()
                .filter(entry -> !isMine(entry))
                .filter(entry -> wait.manners().yieldTo(entry.waiter(), number > 0 && entry.number() > number))
                .map(Entry::waiter)
                .reduce((first, second) -> second);
    }

    /**
     * Has the queue say what it should; false when somebody else was faster. Who gives up leaves in the same instant in
     * which the other one is seen to wait, so that two never give up for each other.
     */
    private boolean settle(Queue.Seen seen, boolean leaves) {
        if (leaves) {
            return queue.replace(seen, without(line));
        }
        List<Entry> all = seen.record().entries();
        boolean due = queue.nanos() - written >= BEAT.toNanos();
        if (number > 0 && !due && line.size() == all.size() && line.stream().anyMatch(this::isMine)) {
            return true;
        }
        List<Entry> next = new ArrayList<>(without(line).entries());
        long mine = number > 0 ? number : seen.record().next();
        Instant until = later();
        next.add(new Entry(mine, me, until, process));
        QueueRecord record = new QueueRecord(next);
        if (!queue.replace(seen, record)) {
            return false;
        }
        number = mine;
        renewed = until;
        written = queue.nanos();
        line = record.entries();
        return true;
    }

    private QueueRecord without(List<Entry> entries) {
        return new QueueRecord(entries.stream().filter(entry -> !isMine(entry)).toList());
    }

    private boolean isMine(Entry entry) {
        return entry.waiter().id().equals(me.id());
    }

    private void tell(String whom) {
        int place = 1;
        while (place <= line.size() && !isMine(line.get(place - 1))) {
            place++;
        }
        String text = "waiting for " + whom + (place > line.size() ? "" : ", number " + place + " of " + line.size());
        if (!text.equals(last)) {
            last = text;
            wait.watcher().waits(text);
        }
    }

    private void warn(Failure why) {
        if (!warned) {
            warned = true;
            wait.watcher().warns(LockProblems.unqueued(name, why));
        }
    }

    /** When this will have been renewed: another time than before, whatever the clock does, since that is what others see. */
    private Instant later() {
        Instant usual = now().plus(Queue.LEASE);
        return usual.equals(renewed) ? usual.plusMillis(1) : usual;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
