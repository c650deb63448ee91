package dev.cdctl.sync;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.state.Changes;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Decision.Placed;
import dev.cdctl.traffic.FakeRouter;
import dev.cdctl.traffic.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A router in memory with a store, followers of it, and commands that decide. */
final class Bench implements AutoCloseable {
    static final Place PLACE = new Place(new Name("books"), new Name("production"), new Name("lb1"));
    static final Address BLUE = new Address("127.0.0.1", 20001);
    static final Address GREEN = new Address("127.0.0.1", 20002);
    static final Map<Colour, List<Address>> BOTH = Map.of(Colour.BLUE, List.of(BLUE), Colour.GREEN, List.of(GREEN));

    final MemoryStore store = new MemoryStore();
    final FakeRouter router = new FakeRouter();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean frozen = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    final SyncedRouter synced = new SyncedRouter(PLACE, new SyncedRouter.Means(store, store, new Cancel()));
    Path file;
    private final Cancel cancel = new Cancel();
    private final ExecutorService pool = Executors.newCachedThreadPool();

    Bench(Path folder) {
        this.file = folder.resolve("books.production.json");
    }

    /** The same as the one that follows a colour with a release for each. */
    static Decision decision(long generation, Colour live) {
        Map<Colour, Placed> releases = Map.of(Colour.BLUE, placed("1.0.0"), Colour.GREEN, placed("1.1.0"));
        return new Decision(generation, 1, live, Weights.all(live), "", releases);
    }

    private static Placed placed(String version) {
        return new Placed("of-" + version, new Version(version), Digest.of(version));
    }

    /** Decides, as a command does. */
    Decision decide(long generation, Colour live) {
        Decision decision = decision(generation, live);
        synced.prepare(route(BOTH), decision);
        long revision = store.read("books/production/decision")
                .map(Store.Versioned::revision)
                .orElse(0L);
        if (!store.commit(List.of(new Change.Put("books/production/decision", revision, decision.toJson())))) {
            throw new IllegalStateException("not decided");
        }
        return decision;
    }

    Route route(Map<Colour, List<Address>> instances) {
        return route(PLACE, router.address(), instances);
    }

    /** The route of a place. */
    static Route route(Place place, Address listen, Map<Colour, List<Address>> instances) {
        return new Route(
                place.service(),
                place.environment(),
                listen,
                Optional.empty(),
                "/",
                Optional.empty(),
                Duration.ofSeconds(5),
                instances);
    }

    /** A process of its own. */
    Follower follower(String life) {
        return follower(life, FaultPoints.none());
    }

    Follower follower(String life, FaultPoints faults) {
        Applier.Means means =
                new Applier.Means(router, this::route, new LastGood(file), new Gate(), events::add, faults);
        return new Follower(PLACE, new Applier(means), new Follower.Terms(this::link, life, "here", events::add));
    }

    private Link link() {
        return new Link(new Fickle(), new FickleChanges(), () -> {});
    }

    /** Follows on a thread of its own until this is closed. */
    Future<?> start(String life) {
        Follower follower = follower(life);
        return pool.submit(() -> follower.run(cancel));
    }

    /** Has something done on a thread of its own. */
    Future<?> meanwhile(Runnable what) {
        return pool.submit(what);
    }

    SyncReport report() {
        return synced.report().orElseThrow();
    }

    long served() {
        return router.observe().map(Decision::generation).orElse(0L);
    }

    /** From now on the store takes questions and answers none. */
    void freeze() {
        frozen.set(true);
    }

    /** How many wait for a frozen store. */
    int asked() {
        return asked.get();
    }

    /** Has those that were started end. */
    void stop() {
        cancel.request("SIGTERM");
    }

    private void reached() {
        if (frozen.get()) {
            asked.incrementAndGet();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Cancel.interrupted("nobody waits for the answer").causedBy(e);
            }
        }
        if (away.get()) {
            throw Failure.unreachable(Problem.of("CD-700", "the store is away"));
        }
    }

    /** The store, while it is not away. */
    private final class Fickle implements Store {
        @Override
        public Optional<Versioned> read(String key) {
            reached();
            return store.read(key);
        }

        @Override
        public List<String> list(String prefix) {
            reached();
            return store.list(prefix);
        }

        @Override
        public List<String> all() {
            reached();
            return store.all();
        }

        @Override
        public boolean commit(List<Change> changes) {
            reached();
            return store.commit(changes);
        }
    }

    private final class FickleChanges implements Changes {
        @Override
        public String await(String prefix, String seen, Duration limit) {
            reached();
            return store.await(prefix, seen, limit);
        }
    }

    @Override
    public void close() {
        cancel.request("the test is over");
        pool.shutdownNow();
        router.close();
    }
}
