import dev.cdctl.adapter.file.FileChanges;
import dev.cdctl.adapter.file.FileStore;
import dev.cdctl.adapter.nginx.NginxRouter;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Program;
import dev.cdctl.adapter.shell.LocalShell;
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
import dev.cdctl.model.Origin;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.servers.RealNginx;
import dev.cdctl.state.Changes;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.sync.Applier;
import dev.cdctl.sync.Follower;
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
import java.util.concurrent.locks.ReentrantLock;

/** {@code <folder> <flips>}: decisions in a store of files, and when a watcher, users of nginx and the command know. */
final class BenchSync {
    private static final Place PLACE = new Place(new Name("bench"), new Name("local"), new Name("lb1"));
    private static final String KEY = "bench/local/decision";

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int flips = Integer.parseInt(args[1]);
        Service blue = Service.start("blue");
        Service green = Service.start("green");
        Map<Colour, List<Address>> instances = Map.of(
                Colour.BLUE, List.of(new Address("127.0.0.1", blue.port())),
                Colour.GREEN, List.of(new Address("127.0.0.1", green.port())));
        Address listen = new Address("127.0.0.1", freePort());
        Cancel cancel = new Cancel();
        List<Double> told = new ArrayList<>();
        List<Double> served = new ArrayList<>();
        List<Double> confirmed = new ArrayList<>();
        Files.createDirectories(folder.resolve("nginx"));
        try (RealNginx nginx = RealNginx.start(folder.resolve("nginx"))) {
            Path root = folder.resolve("store");
            Store store = new FileStore(root);
            NginxRouter router = router(nginx, listen, instances);
            Follower follower = new Follower(
                    PLACE,
                    new Applier(new Applier.Means(router, all -> route(listen, all),
                            new LastGood(folder.resolve("last.json")), new ReentrantLock(), event -> {}, FaultPoints.none())),
                    new Follower.Terms(() -> new Link(new FileStore(root), new FileChanges(root), () -> {}), "bench", "here",
                            event -> {}));
            Thread following = new Thread(() -> follower.run(cancel));
            following.start();
            SyncedRouter command = new SyncedRouter(PLACE, new SyncedRouter.Means(store, new FileChanges(root), cancel));
            for (int i = 0; i <= flips; i++) {
                Colour to = i % 2 == 0 ? Colour.BLUE : Colour.GREEN;
                Decision decision = decision(i + 1, to);
                command.prepare(route(listen, instances), decision);
                Changes changes = new FileChanges(root);
                String mark = changes.await("bench/local", Changes.NOTHING_SEEN, Duration.ofSeconds(1));
                SynchronousQueue<Long> heard = new SynchronousQueue<>();
                SynchronousQueue<Long> seen = new SynchronousQueue<>();
                start(() -> {
                    changes.await("bench/local", mark, Duration.ofSeconds(20));
                    heard.put(System.nanoTime());
                });
                start(() -> {
                    awaitServed(listen, to);
                    seen.put(System.nanoTime());
                });
                Thread.sleep(100);
                long revision = store.read(KEY).map(Store.Versioned::revision).orElse(0L);
                long begun = System.nanoTime();
                store.commit(List.of(new Change.Put(KEY, revision, decision.toJson())));
                command.apply(route(listen, instances), decision);
                long done = System.nanoTime();
                if (i > 0) {
                    told.add((heard.take() - begun) / 1e6);
                    served.add((seen.take() - begun) / 1e6);
                    confirmed.add((done - begun) / 1e6);
                } else {
                    heard.take();
                    seen.take();
                }
            }
            cancel.request("done");
            following.join();
        }
        System.out.printf(Locale.ROOT, "files, nginx by flags, %d flips, medians from before the write of the decision:%n"
                        + "  a watcher is told      %6.1f ms%n  users get the colour   %6.1f ms, %.1f ms later%n"
                        + "  the command returns    %6.1f ms%n",
                flips, median(told), median(served), median(served) - median(told), median(confirmed));
        System.exit(0);
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

    private static void awaitServed(Address listen, Colour colour) {
        Probe probe = new Probe(Duration.ofSeconds(2));
        Exchange question = Exchange.get(Target.of(listen.host(), listen.port()), "/");
        while (!(probe.ask(question) instanceof Reply.Answer answer && answer.body().contains(colour.word()))) {
            Thread.onSpinWait();
        }
    }

    private static NginxRouter router(RealNginx nginx, Address listen, Map<Colour, List<Address>> instances) {
        String flags = nginx.flags().toString();
        NginxRouterSpec spec = new NginxRouterSpec(
                new Flags(flags, flags, false, "$remote_addr", false),
                new Door(listen, Optional.empty(), "/", Optional.empty(), Duration.ofSeconds(60)),
                new Program("local", nginx.command(), Optional.empty(), Optional.empty()),
                Origin.of("bench"));
        return new NginxRouter(spec, PLACE.service(), PLACE.environment(), new NginxRouter.Means(
                new LocalShell(), instances::get, Exchange.get(Target.of(listen.host(), listen.port()), "/")));
    }

    private static Route route(Address listen, Map<Colour, List<Address>> instances) {
        return new Route(PLACE.service(), PLACE.environment(), listen, Optional.empty(), "/", Optional.empty(),
                Duration.ofSeconds(60), instances);
    }

    private static Decision decision(long generation, Colour live) {
        return new Decision(generation, 1, live, Weights.all(live), "",
                Map.of(Colour.BLUE, placed("1"), Colour.GREEN, placed("2")));
    }

    private static Decision.Placed placed(String version) {
        return new Decision.Placed("d" + version, new Version(version), Digest.of(version));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
