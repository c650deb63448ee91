package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.EmbeddedRouter;
import dev.cdctl.adapter.embedded.RouterProcess;
import dev.cdctl.adapter.embedded.upstream.Limits;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A router in this process with a blue and a green instance behind it. */
final class Running implements AutoCloseable {
    static final Name SERVICE = new Name("books");
    static final Name ENVIRONMENT = new Name("production");

    final Path folder;
    final int port = freePort();
    final Service blue = Service.start("blue");
    final Service green = Service.start("green");
    RouterServer server;
    final EmbeddedRouter router;

    Running(Path folder, Limits limits) {
        this.folder = folder;
        this.server = RouterServer.start(folder, limits);
        this.router = router(ENVIRONMENT.text());
    }

    Running(Path folder) {
        this(folder, Limits.standard());
    }

    /** One whose blue colour serves. */
    static Running serving(Path folder) {
        Running running = new Running(folder);
        running.flip(Colour.BLUE, 1);
        return running;
    }

    EmbeddedRouter router(String environment) {
        return new EmbeddedRouter(
                new RouterProcess(folder, List.of("false")), SERVICE, new Name(environment), address(port));
    }

    Route route() {
        return new Route(
                SERVICE,
                ENVIRONMENT,
                address(port),
                Optional.empty(),
                "/",
                Optional.empty(),
                Duration.ofSeconds(20),
                Map.of(Colour.BLUE, List.of(address(blue.port())), Colour.GREEN, List.of(address(green.port()))));
    }

    /** Everything to that colour. */
    void flip(Colour colour, long generation) {
        router.apply(route(), decision(colour, Weights.all(colour), generation));
    }

    Service service(Colour colour) {
        return colour == Colour.BLUE ? blue : green;
    }

    Traffic traffic(Colour colour) {
        return router.traffic().getOrDefault(colour, new Traffic(0, 0, 0, 0));
    }

    static Decision decision(Colour baseline, Weights weights, long generation) {
        return new Decision(
                generation,
                1,
                baseline,
                weights,
                "shift-1",
                Map.of(
                        Colour.BLUE, placed("1.0.0"),
                        Colour.GREEN, placed("2.0.0")));
    }

    static Decision.Placed placed(String version) {
        return new Decision.Placed("deployment-" + version, new Version(version), Digest.of(version));
    }

    static Address address(int port) {
        return new Address("127.0.0.1", port);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        blue.close();
        green.close();
    }
}
