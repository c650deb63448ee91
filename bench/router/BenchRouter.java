import dev.cdctl.adapter.embedded.EmbeddedRouter;
import dev.cdctl.adapter.embedded.RouterProcess;
import dev.cdctl.adapter.embedded.server.RouterServer;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code serve <folder>} runs a router; {@code apply <folder> <port> <instance port> <command...>} gives it a route. */
final class BenchRouter {
    public static void main(String[] args) throws InterruptedException {
        Path folder = Path.of(args[1]);
        if (args[0].equals("serve")) {
            List<String> words = List.of(args);
            String guard = words.get(words.indexOf("--guard") + 1);
            Optional<RouterServer> ready = words.contains("--standby") ? RouterServer.standBy(folder, guard)
                    : Optional.of(RouterServer.guarded(folder, guard, false));
            if (ready.isEmpty()) {
                return;
            }
            RouterServer server = ready.get();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(Duration.ofSeconds(1))));
            server.await();
            return;
        }
        RouterProcess process =
                new RouterProcess(folder, List.of(args).subList(Math.min(4, args.length), args.length));
        if (args[0].equals("stop")) {
            process.stop(Duration.ofSeconds(1));
            return;
        }
        Name service = new Name("bench");
        Name environment = new Name("local");
        Address listen = new Address("127.0.0.1", Integer.parseInt(args[2]));
        Address instance = new Address("127.0.0.1", Integer.parseInt(args[3]));
        Route route = new Route(service, environment, listen, Optional.empty(), "/", Optional.empty(),
                Duration.ofSeconds(30), Map.of(Colour.BLUE, List.of(instance)));
        Decision decision = new Decision(1, 1, Colour.BLUE, Weights.all(Colour.BLUE), "",
                Map.of(Colour.BLUE, new Decision.Placed("bench", new Version("1"), Digest.of("bench"))));
        new EmbeddedRouter(process, service, environment, listen).apply(route, decision);
    }
}
