package dev.cdctl.sync.mirror;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Changes;
import dev.cdctl.state.ForwardingStore;
import dev.cdctl.state.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory that can go away, has damaged records, and counts what it is asked for. */
public final class Seen extends ForwardingStore implements Changes {
    public final MemoryStore store;
    public final AtomicInteger reads = new AtomicInteger();
    public final AtomicInteger connections = new AtomicInteger();
    public final List<Integer> commits = new CopyOnWriteArrayList<>();
    public final List<String> watched = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile String damaged = "";
    private volatile Failure damage = Failure.unreachable(Problem.of("CD-700", "nothing is damaged"));

    public Seen() {
        this(new MemoryStore());
    }

    private Seen(MemoryStore store) {
        super(store);
        this.store = store;
    }

    /** Whether it answers from now on. */
    public void goAway(boolean isAway) {
        away = isAway;
    }

    void damage(String key) {
        damaged = key;
        damage = Failure.of(Failure.Kind.NEEDS_PERSON, Problem.of("CD-700", key + " is damaged"));
    }

    /** From now on nobody may read or write that record. */
    void deny(String key) {
        damaged = key;
        damage = Failure.unreachable(Problem.of("CD-705", key + " is damaged, or rather denied"));
    }

    /** Writes a record, as somebody else does. */
    void put(String key, long n) {
        long revision = store.read(key).map(Versioned::revision).orElse(0L);
        if (!store.commit(List.of(new Change.Put(key, revision, value(n))))) {
            throw new IllegalStateException(key);
        }
    }

    static Json.Obj value(long n) {
        return Json.object().put("n", n).build();
    }

    /** Another connection with it. */
    public Mirrors.Connection connect() {
        reached();
        connections.incrementAndGet();
        return new Mirrors.Connection(this, this, () -> {});
    }

    private void reached() {
        if (away) {
            throw Failure.unreachable(Problem.of("CD-700", "the store is away"));
        }
    }

    private void requireSound(List<String> keys) {
        if (keys.contains(damaged)) {
            throw damage;
        }
    }

    @Override
    public Optional<Versioned> read(String key) {
        reads.incrementAndGet();
        reached();
        requireSound(List.of(key));
        return super.read(key);
    }

    @Override
    public Map<String, Versioned> readAll(List<String> keys) {
        reached();
        requireSound(keys);
        return store.readAll(keys);
    }

    @Override
    public boolean commit(List<Change> changes) {
        reached();
        requireSound(changes.stream().map(Change::key).toList());
        commits.add(changes.size());
        return super.commit(changes);
    }

    @Override
    public String await(String prefix, String seen, Duration limit) {
        reached();
        if (seen.equals(NOTHING_SEEN)) {
            watched.add(prefix);
        }
        // Short, so that who went away is found out.
        String now = store.await(prefix, seen, Duration.ofMillis(50));
        reached();
        return now;
    }
}
