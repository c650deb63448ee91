package dev.cdctl.sync.mirror;

import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Changes;
import dev.cdctl.state.RecordKey;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A store seen by many at the price of one. Whatever was read once is kept as it is by one watch of all of them, and read
 * again only when something changed; changes that are asked for at the same time are made together. When the store does
 * not answer, everyone is told, and the mirror is of no more use. Thread-safe.
 */
final class Mirror implements Store, Changes {
    /** How long a change that the watch does not tell of can be missed. */
    private static final Duration PACE = Duration.ofSeconds(3);
    /** It takes no longer to hear of the next change because of the last one. */
    private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int LIFE = 8;

    private final Source source;
    private final String prefix;
    private final JointCommits commits;
    private final TreeMap<String, Seen> seen = new TreeMap<>();
    private final Thread watch = new Thread(this::watch, "sync-watch");
    private final String life = ShortId.random(LIFE);
    private Optional<Failure> over = Optional.empty();
    private long looks;

    /**
     * What is mirrored.
     *
     * @param end of the connection, called once
     */
    record Source(Store store, Changes changes, Runnable end) {}

    /**
     * A record, or what is wrong with it.
     *
     * @param look the number of the look that found it changed
     */
    private record Seen(Optional<Versioned> record, Optional<Failure> damage, long look) {
        Optional<Versioned> orThrow() {
            damage.ifPresent(failure -> {
                throw failure;
            });
            return record;
        }

        boolean differs(Seen other) {
            return !record.map(Versioned::revision).equals(other.record.map(Versioned::revision))
                    || damage.isPresent() != other.damage.isPresent();
        }
    }

    /** @param prefix what all records begin with that are going to be read; empty for the whole store */
    Mirror(Source source, String prefix) {
        this.source = source;
        this.prefix = prefix;
        this.commits = new JointCommits(source.store());
        watch.setDaemon(true);
        watch.start();
    }

    /** Whether it is of no more use. */
    synchronized boolean isOver() {
        return over.isPresent();
    }

    /** Ends the watch and the connection. */
    void close() {
        end(Cancel.interrupted("nobody follows the store any more"));
        watch.interrupt();
    }

    @Override
    public Optional<Versioned> read(String key) {
        Optional<Seen> known = known(new RecordKey(key).text());
        if (known.isPresent()) {
            return known.get().orThrow();
        }
        // Looked at from now on, before it is read: a change in between is found by the next look.
        Seen now = ask(key);
        synchronized (this) {
            requireUse();
            Seen last = seen.get(key);
            if (last == null || last.look() < 0) {
                seen.put(key, new Seen(now.record(), now.damage(), looks));
                return now.orThrow();
            }
            return last.orThrow();
        }
    }

    private synchronized Optional<Seen> known(String key) {
        requireUse();
        Seen last = seen.get(key);
        if (last == null) {
            seen.put(key, new Seen(Optional.empty(), Optional.empty(), -1));
        }
        return Optional.ofNullable(last).filter(record -> record.look() >= 0);
    }

    @Override
    public List<String> list(String start) {
        return source.store().list(start);
    }

    @Override
    public List<String> all() {
        return source.store().all();
    }

    @Override
    public boolean commit(List<Change> changes) {
        try {
            return commits.commit(changes);
        } finally {
            forget(changes);
        }
    }

    /** What was changed is read from the store until the next look. */
    private synchronized void forget(List<Change> changes) {
        for (Change change : changes) {
            seen.computeIfPresent(change.key(), (key, last) -> new Seen(last.record(), last.damage(), -1));
        }
    }

    @Override
    public synchronized String await(String start, String before, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toMillis(); over.isEmpty() && mark(start).equals(before) && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancel.interrupted("the thread was interrupted").causedBy(e);
        }
        requireUse();
        return mark(start);
    }

    private String mark(String start) {
        long last = 0;
        for (Seen one : seen.subMap(start + "/", start + "0").values()) {
            last = Math.max(last, one.look());
        }
        return life + "." + last;
    }

    private void requireUse() {
        over.ifPresent(failure -> {
            throw failure;
        });
    }

    private void watch() {
        try {
            String mark = source.changes().await(prefix, NOTHING_SEEN, PACE);
            while (!isOver()) {
                long begun = System.nanoTime();
                look();
                LockSupport.parkNanos(Math.min(System.nanoTime() - begun, LONGEST_REST));
                String last = mark;
                while (mark.equals(last) && !isOver()) {
                    mark = source.changes().await(prefix, last, PACE);
                }
            }
        } catch (Failure e) {
            end(e);
        } finally {
            end(Failure.unreachable(Problem.of("CD-922", "the watch of the store has ended")
                    .remedy("nothing is to be done: it begins anew by itself")));
        }
    }

    private synchronized void end(Failure why) {
        if (over.isEmpty()) {
            over = Optional.of(why);
            seen.clear();
            notifyAll();
            source.end().run();
        }
    }

    private void look() {
        List<String> keys = keys();
        Map<String, Seen> found = new HashMap<>();
        try {
            source.store().readAll(keys).forEach((key, record) -> found.put(key, of(Optional.of(record))));
        } catch (Failure e) {
            requireAnswer(e);
            // One of them is damaged, or denied to us: that is nobody else's trouble.
            keys.forEach(key -> found.put(key, ask(key)));
        }
        keep(keys, found);
    }

    private synchronized List<String> keys() {
        return List.copyOf(seen.keySet());
    }

    private synchronized void keep(List<String> keys, Map<String, Seen> found) {
        looks++;
        boolean news = false;
        for (String key : keys) {
            Seen now = found.getOrDefault(key, of(Optional.empty()));
            Seen last = seen.get(key);
            if (last != null) {
                boolean isNew = last.look() < 0 || now.differs(last);
                news |= isNew;
                seen.put(key, new Seen(now.record(), now.damage(), isNew ? looks : last.look()));
            }
        }
        if (news) {
            notifyAll();
        }
    }

    private Seen ask(String key) {
        try {
            return of(source.store().read(key));
        } catch (Failure e) {
            requireAnswer(e);
            return new Seen(Optional.empty(), Optional.of(e), 0);
        }
    }

    private static Seen of(Optional<Versioned> record) {
        return new Seen(record, Optional.empty(), 0);
    }

    private static void requireAnswer(Failure failure) {
        if (!Trouble.mayBeOfOne(failure)) {
            throw failure;
        }
    }
}
