package dev.cdctl.state.lease;

import dev.cdctl.state.RecordKey;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Waiter;
import dev.cdctl.state.form.QueueRecord;
import dev.cdctl.state.form.QueueRecord.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Those who wait for a lock, in the record {@code _waiting/<name>} of the store. It is advice among those who wait, and
 * says nothing of who holds the lock. Not in the environment's own folder, whose followers would be woken each time.
 */
final class Queue {
    /** Who has not renewed its entry for so long has died. */
    static final Duration LEASE = Duration.ofSeconds(15);

    /** By how much the clocks of two computers may differ. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private final Store store;
    private final String key;
    private final LongSupplier nanos;
    private final Map<String, Heard> heard = new HashMap<>();

    /** When an entry was seen first as it is now, by our own clock. */
    private record Heard(Instant until, long at) {}

    /** What was read, and the revision of it. */
    record Seen(QueueRecord record, long revision) {}

    /**
     * The queue for the lock of that name.
     *
     * @param nanos a clock that only goes on, as {@link System#nanoTime}
     */
    Queue(Store store, String name, LongSupplier nanos) {
        this.store = store;
        this.key = "_waiting/" + new RecordKey(name);
        this.nanos = nanos;
    }

    /** Its clock. */
    long nanos() {
        return nanos.getAsLong();
    }

    /**
     * Reads it.
     *
     * @throws dev.cdctl.model.Failure when it cannot be read, or is not what it should be
     */
    Seen read() {
        Seen seen = store.read(key)
                .map(record -> new Seen(Recorded.read(key, record.value(), QueueRecord::from), record.revision()))
                .orElse(new Seen(QueueRecord.EMPTY, 0));
        listen(seen.record().entries());
        return seen;
    }

    /** Writes another one in the place of what was read; false when it is another one already. */
    boolean replace(Seen seen, QueueRecord next) {
        if (!next.entries().isEmpty()) {
            return store.commit(List.of(new Store.Change.Put(key, seen.revision(), next.toJson())));
        }
        return seen.revision() == 0 || store.commit(List.of(new Store.Change.Delete(key, seen.revision())));
    }

    /** Those who live, as far as anybody can tell. */
    List<Entry> living(QueueRecord record) {
        return record.entries().stream().filter(this::isAlive).toList();
    }

    /** The same, as others see them. */
    List<Waiter> waiters() {
        return living(read().record()).stream().map(Entry::waiter).toList();
    }

    /** Takes away those who died. */
    void sweep() {
        Seen seen = read();
        List<Entry> living = living(seen.record());
        if (living.size() < seen.record().entries().size()) {
            replace(seen, new QueueRecord(living));
        }
    }

    private boolean isAlive(Entry entry) {
        Heard last = heard.getOrDefault(entry.waiter().id(), new Heard(entry.until(), nanos.getAsLong()));
        return nanos.getAsLong() - last.at() < LEASE.toNanos()
                && Instant.now().isBefore(entry.until().plus(TOLERANCE))
                && !ProcessMark.isGone(entry.process());
    }

    private void listen(List<Entry> entries) {
        heard.keySet()
                .retainAll(entries.stream().map(entry -> entry.waiter().id()).toList());
        for (Entry entry : entries) {
            Heard last = heard.get(entry.waiter().id());
            if (last == null || !last.until().equals(entry.until())) {
                heard.put(entry.waiter().id(), new Heard(entry.until(), nanos.getAsLong()));
            }
        }
    }
}
