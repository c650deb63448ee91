import dev.cdctl.engine.Cancel;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.sync.Link;
import dev.cdctl.sync.Place;
import dev.cdctl.sync.SyncReport;
import dev.cdctl.sync.SyncedRouter;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code <folder> <flips> <services> <cdctl>}: that many services on one proxy, followed by one {@code router sync}: how
 * long it takes to come up, what it costs while nothing happens, and how soon a flip of one of them is served.
 */
final class BenchMany {
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final int IDLE = Integer.getInteger("idle", 62);

    private final Path folder;
    private final int flips;
    private final int services;
    private final String cdctl;

    private BenchMany(String[] args) {
        this.folder = Path.of(args[0]);
        this.flips = Integer.parseInt(args[1]);
        this.services = Integer.parseInt(args[2]);
        this.cdctl = args[3];
    }

    public static void main(String[] args) throws Exception {
        BenchMany bench = new BenchMany(args);
        System.out.printf("%d services on one proxy, one process; idle for %d s; flips of one of them: %d%n", bench.services,
                IDLE, bench.flips);
        System.out.printf("%-8s%-9s%-10s%-12s%-9s%-9s%-8s%-7s%-10s%-10s%s%n", "store", "proxy", "up [s]", "connections",
                "asked/s", "threads", "shells", "MB", "CPU [%]", "store [%]", "flip to users [ms]");
        try (Service blue = Service.start("blue");
                Service green = Service.start("green")) {
            for (String store : System.getProperty("stores", "consul,etcd,files").split(",")) {
                for (String proxy : System.getProperty("proxies", "nginx,haproxy").split(",")) {
                    Path own = Files.createDirectories(bench.folder.resolve(store + "-" + proxy));
                    bench.run(store, proxy, own, blue, green);
                }
            }
        }
        System.exit(0);
    }

    private void run(String kind, String proxy, Path own, Service blue, Service green) throws Exception {
        Map<Colour, List<Address>> instances = Map.of(
                Colour.BLUE, List.of(new Address("127.0.0.1", blue.port())),
                Colour.GREEN, List.of(new Address("127.0.0.1", green.port())));
        try (Served store = Served.start(kind, own.resolve("state"));
                Fronted front = Fronted.start(proxy, own.resolve("proxy"))) {
            Path pipelines = Files.createDirectories(own.resolve("pipelines"));
            Link link = store.links().get();
            List<SyncedRouter> commands = new ArrayList<>();
            for (int i = 0; i < services; i++) {
                Files.writeString(pipelines.resolve(name(i) + ".yaml"), pipeline(i, store.url(), front.entry(name(i))));
                SyncedRouter command = new SyncedRouter(place(i), new SyncedRouter.Means(link.store(), link.changes(), new Cancel()));
                command.prepare(route(i, front, instances), BenchSync.decision(1, Colour.BLUE));
                put(link.store(), i, 0, 1, Colour.BLUE);
                commands.add(command);
            }
            long begun = System.nanoTime();
            Process process = start(own, pipelines);
            try {
                for (int i = 0; i < services; i++) {
                    awaitProven(commands.get(i), process, own);
                }
                double up = (System.nanoTime() - begun) / 1e9;
                Thread.sleep(5_000);
                String idle = Cost.of(process.toHandle(), store.port(), store.process(), Duration.ofSeconds(IDLE));
                String times = flips(link.store(), front, commands);
                System.out.printf(Locale.ROOT, "%-8s%-9s%-10.1f%s%s%n", kind, proxy, up, idle, times);
            } finally {
                process.destroy();
                process.waitFor();
            }
        }
    }

    private Process start(Path own, Path pipelines) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(cdctl, "router", "sync", "lb1", "--pipelines", pipelines.toString());
        builder.environment().put("HOME", Files.createDirectories(own.resolve("home")).toString());
        builder.environment().put("XDG_STATE_HOME", own.resolve("home").toString());
        return builder.directory(own.toFile()).redirectErrorStream(true).redirectOutput(own.resolve("log").toFile()).start();
    }

    private static void awaitProven(SyncedRouter command, Process process, Path own) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (command.report().filter(report -> !report.proven().isEmpty()).isEmpty()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IllegalStateException(command.report().map(SyncReport::error).orElse("no report")
                        + Files.readString(own.resolve("log")));
            }
            Thread.sleep(20);
        }
    }

    private String flips(Store store, Fronted front, List<SyncedRouter> commands) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < flips; i++) {
            int service = i * 37 % services;
            Colour to = i / services % 2 == 0 ? Colour.GREEN : Colour.BLUE;
            String key = name(service) + "/local/decision";
            Store.Versioned before = store.read(key).orElseThrow();
            Thread.sleep(50);
            long begun = System.nanoTime();
            put(store, service, before.revision(), 2 + i / services, to);
            Probe probe = new Probe(Duration.ofSeconds(2));
            Exchange question = Exchange.get(
                    Target.of("127.0.0.1", front.port()).withHost(name(service) + ".example"), "/");
            while (!(probe.ask(question) instanceof Reply.Answer answer && answer.body().contains(to.word()))) {
                Thread.sleep(1);
                if (System.nanoTime() - begun > LIMIT.toNanos()) {
                    throw new IllegalStateException(name(service) + " is not served");
                }
            }
            times.add((System.nanoTime() - begun) / 1e6);
        }
        List<Double> sorted = times.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.1f (%.1f to %.1f), at most %.0f", sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() / 4), sorted.get(sorted.size() * 3 / 4), sorted.get(sorted.size() - 1));
    }

    private static void put(Store store, int service, long revision, long generation, Colour live) {
        String key = name(service) + "/local/decision";
        if (!store.commit(List.of(new Change.Put(key, revision, BenchSync.decision(generation, live).toJson())))) {
            throw new IllegalStateException("not decided");
        }
    }

    private static Route route(int service, Fronted front, Map<Colour, List<Address>> instances) {
        return new Route(place(service).service(), place(service).environment(), new Address("127.0.0.1", front.port()),
                Optional.of(name(service) + ".example"), "/", Optional.empty(), Duration.ofSeconds(60), instances);
    }

    private static Place place(int service) {
        return new Place(new Name(name(service)), new Name("local"), new Name("lb1"));
    }

    private static String name(int service) {
        return String.format(Locale.ROOT, "s%03d", service);
    }

    private static String pipeline(int service, String url, String entry) {
        return """
                service: %s
                version: {from: {env: V}}
                package: [{archive: {name: %s, files: [start.sh]}}]
                push: {archives: "file:repository"}
                run: {command: ./start.sh}
                environments:
                  local:
                    state: %s
                    register: false
                    ports: %d-%d
                    routers: [{%s, sync: [lb1]}]
                """.formatted(name(service), name(service), url, 20_000 + 10 * service, 20_009 + 10 * service, entry);
    }
}
