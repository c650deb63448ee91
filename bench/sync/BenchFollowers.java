import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.sync.Applier;
import dev.cdctl.sync.Follower;
import dev.cdctl.sync.Gate;
import dev.cdctl.sync.Followers;
import dev.cdctl.sync.LastGood;
import dev.cdctl.sync.Link;
import dev.cdctl.sync.Place;
import dev.cdctl.sync.SyncedRouter;
import dev.cdctl.sync.mirror.Mirrors;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.FakeRouter;
import dev.cdctl.traffic.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * {@code <folder> <flips> <services>}: what many followers cost a real store and the process, with routers in memory:
 * once each with a connection and a watch of its own, once with one for all.
 */
final class BenchFollowers {
    private static final int IDLE = Integer.getInteger("idle", 62);
    private static final Map<Colour, List<Address>> INSTANCES = Map.of(
            Colour.BLUE, List.of(new Address("127.0.0.1", 1)), Colour.GREEN, List.of(new Address("127.0.0.1", 2)));

    private final Path folder;
    private final int flips;
    private final List<FakeRouter> routers = new ArrayList<>();

    private BenchFollowers(Path folder, int flips, int services) {
        this.folder = folder;
        this.flips = flips;
        for (int i = 0; i < services; i++) {
            routers.add(new FakeRouter());
        }
    }

    public static void main(String[] args) throws Exception {
        int services = Integer.parseInt(args[2]);
        System.out.printf("%d services with routers in memory, idle for %d s, flips of one of them: %s%n"
                        + "%-8s%-10s%-10s%-12s%-9s%-9s%-8s%-7s%-10s%-10s%s%n", services, IDLE, args[1], "store", "watches",
                "up [s]", "connections", "asked/s", "threads", "shells", "MB", "CPU [%]", "store [%]", "until applied [ms]");
        for (String store : System.getProperty("stores", "consul,etcd").split(",")) {
            for (boolean shared : new boolean[] {false, true}) {
                Path own = Files.createDirectories(Path.of(args[0], store + shared));
                new BenchFollowers(own, Integer.parseInt(args[1]), services).run(store, shared);
            }
        }
        System.exit(0);
    }

    private void run(String kind, boolean shared) throws Exception {
        Cancel cancel = new Cancel();
        try (Served served = Served.start(kind, folder.resolve("state"))) {
            Link link = served.links().get();
            for (int i = 0; i < routers.size(); i++) {
                new SyncedRouter(place(i), new SyncedRouter.Means(link.store(), link.changes(), cancel))
                        .prepare(route(i, INSTANCES), BenchSync.decision(1, Colour.BLUE));
                put(link.store(), i, 1, Colour.BLUE);
            }
            Followers followers = followers(shared ? shared(served.links()) : served.links());
            long begun = System.nanoTime();
            Thread process = new Thread(() -> followers.run(cancel));
            process.start();
            for (FakeRouter router : routers) {
                awaitServed(router, 1);
            }
            double up = (System.nanoTime() - begun) / 1e9;
            Thread.sleep(5_000);
            String idle = Cost.of(ProcessHandle.current(), served.port(), served.process(), Duration.ofSeconds(IDLE));
            System.out.printf(Locale.ROOT, "%-8s%-10s%-10.1f%s%s%n", kind, shared ? "one" : "each", up, idle, flips(link.store()));
            cancel.request("done");
            process.join();
            routers.forEach(FakeRouter::close);
        }
    }

    /** One connection and one watch for all, as the command has them. */
    static Supplier<Link> shared(Supplier<Link> links) {
        Mirrors mirrors = new Mirrors();
        return () -> {
            Mirrors.Open open = mirrors.open("bench", () -> {
                Link link = links.get();
                return new Mirrors.Connection(link.store(), link.changes(), link.closing());
            });
            return new Link(open.store(), open.changes(), open::close);
        };
    }

    private Followers followers(Supplier<Link> links) {
        List<Follower> all = new ArrayList<>();
        Gate gate = new Gate();
        for (int i = 0; i < routers.size(); i++) {
            int own = i;
            Applier.Means means = new Applier.Means(routers.get(i), instances -> route(own, instances),
                    new LastGood(folder.resolve(i + ".json")), gate, event -> {}, FaultPoints.none());
            all.add(new Follower(place(i), new Applier(means), new Follower.Terms(links, "bench", "here", event -> {})));
        }
        return new Followers(all);
    }

    private String flips(Store store) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < flips; i++) {
            int service = i * 37 % routers.size();
            long generation = 2 + i / routers.size();
            Thread.sleep(100);
            AtomicLong applied = new AtomicLong();
            routers.get(service).onApply(generation, () -> applied.set(System.nanoTime()));
            long begun = System.nanoTime();
            put(store, service, generation, generation % 2 == 0 ? Colour.GREEN : Colour.BLUE);
            awaitServed(routers.get(service), generation);
            times.add((applied.get() - begun) / 1e6);
        }
        List<Double> sorted = times.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.1f (%.1f to %.1f), at most %.0f", sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() / 4), sorted.get(sorted.size() * 3 / 4), sorted.get(sorted.size() - 1));
    }

    private static void awaitServed(FakeRouter router, long generation) throws InterruptedException {
        while (router.observe().filter(decision -> decision.generation() == generation).isEmpty()) {
            Thread.sleep(1);
        }
    }

    private static void put(Store store, int service, long generation, Colour live) {
        String key = "s" + service + "/local/decision";
        long revision = store.read(key).map(Store.Versioned::revision).orElse(0L);
        if (!store.commit(List.of(new Change.Put(key, revision, BenchSync.decision(generation, live).toJson())))) {
            throw new IllegalStateException("not decided");
        }
    }

    private Route route(int service, Map<Colour, List<Address>> instances) {
        return new Route(place(service).service(), place(service).environment(), routers.get(service).address(),
                Optional.empty(), "/", Optional.empty(), Duration.ofSeconds(5), instances);
    }

    private static Place place(int service) {
        return new Place(new Name("s" + service), new Name("local"), new Name("lb1"));
    }
}
