import dev.cdctl.adapter.consul.ConsulAccess;
import dev.cdctl.adapter.consul.ConsulKeys;
import dev.cdctl.adapter.etcd.EtcdAccess;
import dev.cdctl.adapter.etcd.EtcdKeys;
import dev.cdctl.adapter.file.FileChanges;
import dev.cdctl.adapter.file.FileStore;
import dev.cdctl.adapter.shell.KeptShell;
import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.state.Changes;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.kv.Fences;
import dev.cdctl.state.kv.KvStore;
import dev.cdctl.state.kv.KvUrl;
import dev.cdctl.sync.Applier;
import dev.cdctl.sync.Follower;
import dev.cdctl.sync.Gate;
import dev.cdctl.sync.LastGood;
import dev.cdctl.sync.Link;
import dev.cdctl.sync.Place;
import dev.cdctl.sync.SyncedRouter;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Supplier;

/**
 * {@code <folder> <flips>}: decisions in each store, followed by nginx and by HAProxy, and when a watcher of the store,
 * users of the proxy and the command know.
 */
final class BenchSync {
    static final Place PLACE = new Place(new Name("bench"), new Name("local"), new Name("lb1"));
    private static final String KEY = "bench/local/decision";
    /** Not counted: the JVM compiles what is used most. */
    private static final int FIRST = 15;

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int flips = Integer.parseInt(args[1]);
        try (Consul consul = Consul.start(Files.createDirectories(folder.resolve("consul")));
                Etcd etcd = Etcd.start(Files.createDirectories(folder.resolve("etcd")))) {
            System.out.printf(
                    "milliseconds from before the write of a decision, %d flips: median (quartiles)%n"
                            + "%-8s%-9s%-23s%-23s%-23s%s%n",
                    flips, "store", "proxy", "a watcher is told", "users get the colour", "later than the watcher",
                    "the command returns");
            for (String store : List.of("files", "consul", "etcd")) {
                for (String proxy : List.of("nginx", "haproxy")) {
                    Path own = Files.createDirectories(folder.resolve(store + "-" + proxy));
                    run(own, links(store, own, consul, etcd), proxy, new Figures(store, proxy, flips));
                }
            }
        }
        System.exit(0);
    }

    private static Supplier<Link> links(String kind, Path folder, Consul consul, Etcd etcd) {
        String prefix = "bench-" + folder.getFileName();
        return () -> switch (kind) {
            case "consul" -> {
                ConsulKeys keys = new ConsulKeys(ConsulAccess.of(
                        KvUrl.parse(consul.url(prefix)), Map.of(), new KnownSecrets()));
                yield new Link(new KvStore(keys, new Fences()), keys.changes(), () -> {});
            }
            case "etcd" -> {
                EtcdKeys keys =
                        new EtcdKeys(EtcdAccess.of(KvUrl.parse(etcd.url(prefix)), Map.of(), new KnownSecrets()));
                yield new Link(new KvStore(keys, new Fences()), keys.changes(), () -> {});
            }
            default -> new Link(new FileStore(folder.resolve("store")), new FileChanges(folder.resolve("store")), () -> {});
        };
    }

    private static void run(Path folder, Supplier<Link> links, String kind, Figures figures) throws Exception {
        Cancel cancel = new Cancel();
        try (Service blue = Service.start("blue");
                Service green = Service.start("green");
                Proxied proxy = Proxied.start(kind, folder.resolve("proxy"), new KeptShell(), freePort(), blue, green)) {
            Follower follower = new Follower(
                    PLACE,
                    new Applier(new Applier.Means(proxy.router(), proxy::route,
                            new LastGood(folder.resolve("last.json")), new Gate(), event -> {}, FaultPoints.none())),
                    new Follower.Terms(BenchFollowers.shared(links), "bench", "here", event -> {}));
            Thread following = new Thread(() -> follower.run(cancel));
            following.start();
            Link link = links.get();
            SyncedRouter command = new SyncedRouter(PLACE, new SyncedRouter.Means(link.store(), link.changes(), cancel));
            for (int i = 0; i < FIRST + figures.flips(); i++) {
                Colour to = i % 2 == 0 ? Colour.BLUE : Colour.GREEN;
                flip(links.get(), command, proxy, decision(i + 1, to), i < FIRST ? Optional.empty() : Optional.of(figures));
            }
            cancel.request("done");
            following.join();
        }
        figures.print();
    }

    private static void flip(
            Link link, SyncedRouter command, Proxied proxy, Decision decision, Optional<Figures> figures) throws Exception {
        command.prepare(proxy.route(), decision);
        Changes changes = link.changes();
        String mark = changes.await("bench/local", Changes.NOTHING_SEEN, Duration.ofSeconds(1));
        SynchronousQueue<Long> heard = new SynchronousQueue<>();
        SynchronousQueue<Long> seen = new SynchronousQueue<>();
        // A report may come in between: told is who then reads another decision.
        long before = link.store().read(KEY).map(Store.Versioned::revision).orElse(0L);
        start(() -> {
            String at = mark;
            while (link.store().read(KEY).map(Store.Versioned::revision).orElse(0L) == before) {
                at = changes.await("bench/local", at, Duration.ofSeconds(20));
            }
            heard.put(System.nanoTime());
        });
        start(() -> {
            awaitServed(proxy.listen(), decision.baseline());
            seen.put(System.nanoTime());
        });
        Thread.sleep(100);
        long begun = System.nanoTime();
        if (!link.store().commit(List.of(new Change.Put(KEY, before, decision.toJson())))) {
            throw new IllegalStateException("not decided");
        }
        command.apply(proxy.route(), decision);
        long done = System.nanoTime();
        double told = (heard.take() - begun) / 1e6;
        double served = (seen.take() - begun) / 1e6;
        figures.ifPresent(all -> all.add(told, served, (done - begun) / 1e6));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void start(Work work) {
        new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }).start();
    }

    private static void awaitServed(Address listen, Colour colour) throws InterruptedException {
        Probe probe = new Probe(Duration.ofSeconds(2));
        Exchange question = Exchange.get(Target.of(listen.host(), listen.port()), "/");
        while (!(probe.ask(question) instanceof Reply.Answer answer && answer.body().contains(colour.word()))) {
            Thread.sleep(1);
        }
    }

    static Decision decision(long generation, Colour live) {
        return new Decision(generation, 1, live, Weights.all(live), "",
                Map.of(Colour.BLUE, placed("1"), Colour.GREEN, placed("2")));
    }

    private static Decision.Placed placed(String version) {
        return new Decision.Placed("d" + version, new Version(version), Digest.of(version));
    }

    static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
