import dev.cdctl.adapter.embedded.EmbeddedRouter;
import dev.cdctl.adapter.embedded.RouterProcess;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code <folder> <port> <flips> <command...>}: flips a router under mixed load and prints what the clients saw. */
final class BenchFlips {
    public static void main(String[] args) throws InterruptedException {
        int port = Integer.parseInt(args[1]);
        int flips = Integer.parseInt(args[2]);
        RouterProcess process = new RouterProcess(Path.of(args[0]), List.of(args).subList(3, args.length));
        Name service = new Name("flips");
        Name environment = new Name("local");
        Address listen = new Address("127.0.0.1", port);
        EmbeddedRouter router = new EmbeddedRouter(process, service, environment, listen);
        Service blue = Service.start("blue");
        Service green = Service.start("green");
        Route route = new Route(service, environment, listen, Optional.empty(), "/", Optional.empty(),
                Duration.ofSeconds(30),
                Map.of(Colour.BLUE, List.of(new Address("127.0.0.1", blue.port())),
                        Colour.GREEN, List.of(new Address("127.0.0.1", green.port()))));
        router.apply(route, decision(Colour.BLUE, 1));
        Map<Kind, Integer> clients = new EnumMap<>(Map.of(Kind.KEEP_ALIVE, 6, Kind.NEW_CONNECTION, 4, Kind.POST, 2,
                Kind.SLOW, 4, Kind.STREAM, 2, Kind.WEBSOCKET, 4));
        Load load = Load.start(port, new Load.Mix(clients, 2000, 3000));
        Thread.sleep(2000);
        List<Double> applied = new ArrayList<>();
        List<Double> proved = new ArrayList<>();
        List<Double> overlap = new ArrayList<>();
        Colour colour = Colour.BLUE;
        for (int i = 0; i < flips; i++) {
            Colour old = colour;
            colour = colour.other();
            long start = System.nanoTime();
            Decision decision = decision(colour, i + 2);
            router.apply(route, decision);
            applied.add((System.nanoTime() - start) / 1e6);
            new Proof(router, route).of(decision, Optional.empty(), said -> {});
            proved.add((System.nanoTime() - start) / 1e6);
            Thread.sleep(400);
            overlap.add(load.report().overlapMillis(old.word(), colour.word(), start - 20_000_000));
        }
        Load.Report report = load.stop();
        System.out.println("flips " + flips + ", good answers " + report.counts());
        System.out.println("failed requests " + report.failures().size());
        report.failures().stream().limit(5).forEach(System.out::println);
        print("apply, ms", applied);
        print("apply and proof by 10 fresh connections, ms", proved);
        print("last old request sent after first new one, ms", overlap);
        process.stop(Duration.ofSeconds(1));
    }

    private static Decision decision(Colour colour, long generation) {
        Decision.Placed placed = new Decision.Placed("bench", new Version("1"), Digest.of("bench"));
        return new Decision(generation, 1, colour, Weights.all(colour), "",
                Map.of(Colour.BLUE, placed, Colour.GREEN, placed));
    }

    private static void print(String what, List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        System.out.printf("%s: median %.1f [%.1f to %.1f]%n", what, sorted.get(sorted.size() / 2), sorted.get(0),
                sorted.get(sorted.size() - 1));
    }
}
