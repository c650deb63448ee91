import dev.cdctl.adapter.nginx.NginxReloadRouter;
import dev.cdctl.adapter.nginx.NginxRouter;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Program;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Template;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.host.HostShell.Command;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Target;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.servers.RealNginx;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
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
import java.util.function.BiConsumer;

/** {@code <folder> <flips>}: flips four nginx in turn, each under load, and prints what the clients saw. */
final class BenchNginx {
    private static final Name SERVICE = new Name("bench");
    private static final Name ENVIRONMENT = new Name("local");
    private static final Service BLUE = Service.start("blue");
    private static final Service GREEN = Service.start("green");

    /** One way of flipping, and what was seen of it. */
    private static final class Way implements AutoCloseable {
        final String name;
        final RealNginx nginx;
        final int port = freePort();
        final List<Double> done = new ArrayList<>();
        final List<Double> seen = new ArrayList<>();
        BiConsumer<Colour, Integer> flip;
        Load load;

        Way(String name, Path folder) throws Exception {
            this.name = name;
            Files.createDirectories(folder);
            this.nginx = RealNginx.start(folder);
        }

        void start() {
            flip.accept(Colour.BLUE, 1);
            load = Load.start(port, new Load.Mix(Map.of(Kind.KEEP_ALIVE, 3, Kind.NEW_CONNECTION, 3, Kind.POST, 1), 500, 500));
        }

        void flip(Colour colour, int generation) throws InterruptedException {
            long start = System.nanoTime();
            flip.accept(colour, generation);
            done.add((System.nanoTime() - start) / 1e6);
            Thread.sleep(300);
            load.report().answers().stream()
                    .filter(answer -> answer.sent() + answer.took() > start && answer.colour().equals(colour.word()))
                    .mapToLong(answer -> answer.sent() + answer.took())
                    .min()
                    .ifPresent(first -> seen.add((first - start) / 1e6));
        }

        @Override
        public void close() {
            load.stop();
            nginx.close();
        }
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        List<Way> ways = List.of(flags(folder), byHandFlag(folder), reload(folder), byHandReload(folder));
        ways.forEach(Way::start);
        Thread.sleep(1000);
        Colour colour = Colour.BLUE;
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            colour = colour.other();
            for (Way way : ways) {
                way.flip(colour, i + 2);
            }
        }
        ways.forEach(Way::close);
        for (Way way : ways) {
            Load.Report report = way.load.report();
            System.out.printf(Locale.ROOT, "%-28s first new answer %7.1f ms   done %7.1f ms   failed %d of %d %s%n",
                    way.name, median(way.seen), median(way.done), report.failures().size(),
                    report.failures().size() + report.answers().size(), kinds(report));
        }
        ratio("flags", ways.get(0), ways.get(1));
        ratio("reload", ways.get(2), ways.get(3));
        System.exit(0);
    }

    private static String kinds(Load.Report report) {
        return report.failures().stream().map(failed -> failed.kind().name()).distinct().sorted().toList().toString();
    }

    private static void ratio(String what, Way ours, Way byHand) {
        System.out.printf(Locale.ROOT, "%s to by hand: first new answer %.2f, done %.2f%n", what,
                median(ours.seen) / median(byHand.seen), median(ours.done) / median(byHand.done));
    }

    private static Way flags(Path folder) throws Exception {
        Way way = new Way("flags", folder.resolve("flags"));
        String flags = way.nginx.flags().toString();
        NginxRouter router = new NginxRouter(new NginxRouterSpec(new Flags(flags, flags, false, "$remote_addr", false), door(way),
                program(way), Origin.of("bench")), SERVICE, ENVIRONMENT,
                new NginxRouter.Means(new LocalShell(), BenchNginx::instances,
                        Exchange.get(Target.of("127.0.0.1", way.port), "/"), problem -> {}));
        way.flip = (colour, generation) -> apply(router, way, colour, generation);
        return way;
    }

    private static Way reload(Path folder) throws Exception {
        Way way = new Way("reload", folder.resolve("reload"));
        Path template = Files.writeString(folder.resolve("bench.tmpl"),
                "upstream bench { {{servers}} keepalive 16; }\n" + server(way, "{{cdctl}}"));
        NginxReloadRouter router = new NginxReloadRouter(new NginxRouterSpec(
                new Template(template, way.nginx.own("bench.conf").toString()), door(way), program(way), Origin.of("bench")), SERVICE,
                ENVIRONMENT, new NginxReloadRouter.Means(new LocalShell(), problem -> {}));
        way.flip = (colour, generation) -> apply(router, way, colour, generation);
        return way;
    }

    /** What one would write: a flag, and a rename that makes or takes it. */
    private static Way byHandFlag(Path folder) throws Exception {
        Way way = new Way("flag by hand (mv)", folder.resolve("by-hand-flag"));
        Path flag = folder.resolve("green");
        Files.writeString(folder.resolve("away"), "");
        Files.writeString(way.nginx.own("bench.conf"), """
                upstream blue { server %s; keepalive 16; }
                upstream green { server %s; keepalive 16; }
                """.formatted(instances(Colour.BLUE).get(0), instances(Colour.GREEN).get(0))
                + server(way, "set $c blue; if (-f " + flag + ") { set $c green; }").replace("http://bench", "http://$c"));
        way.nginx.tell("-s", "reload");
        way.flip = (colour, generation) -> sh(generation == 1 ? "true"
                : colour == Colour.GREEN ? "mv " + folder + "/away " + flag : "mv " + flag + " " + folder + "/away");
        return way;
    }

    private static Way byHandReload(Path folder) throws Exception {
        Way way = new Way("reload by hand (-t, -s)", folder.resolve("by-hand-reload"));
        Path template = Files.writeString(folder.resolve("by-hand.tmpl"),
                "upstream bench { server @; keepalive 16; }\n" + server(way, ""));
        Path target = way.nginx.own("bench.conf");
        way.flip = (colour, generation) -> sh("sed 's/@/" + instances(colour).get(0) + "/' " + template + " >" + target
                + ".new && mv " + target + ".new " + target + " && " + way.nginx.command() + " -t && "
                + way.nginx.command() + " -s reload");
        return way;
    }

    private static String server(Way way, String more) {
        return "server { listen 127.0.0.1:" + way.port + "; location / { " + more
                + " proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_pass http://bench; } }\n";
    }

    private static void sh(String script) {
        if (!new LocalShell().run(Command.of(script)).isGood()) {
            throw new IllegalStateException(script);
        }
    }

    private static void apply(Router router, Way way, Colour colour, int generation) {
        Route route = new Route(SERVICE, ENVIRONMENT, new Address("127.0.0.1", way.port), Optional.empty(), "/",
                Optional.empty(), Duration.ofSeconds(30),
                Map.of(Colour.BLUE, instances(Colour.BLUE), Colour.GREEN, instances(Colour.GREEN)));
        Decision.Placed placed = new Decision.Placed("d", new Version("1.0.0"), Digest.of("d"));
        router.apply(route, new Decision(generation, 1, colour, Weights.all(colour), "",
                Map.of(Colour.BLUE, placed, Colour.GREEN, placed)));
    }

    private static List<Address> instances(Colour colour) {
        return List.of(new Address("127.0.0.1", (colour == Colour.BLUE ? BLUE : GREEN).port()));
    }

    private static Door door(Way way) {
        return new Door(new Address("127.0.0.1", way.port), Optional.empty(), "/", Optional.empty(), Duration.ofSeconds(30));
    }

    private static Program program(Way way) {
        return new Program("local", way.nginx.command(), Optional.empty(), Optional.empty());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
