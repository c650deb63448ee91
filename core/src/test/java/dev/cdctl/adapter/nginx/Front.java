package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Door;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Program;
import dev.cdctl.adapter.shell.LocalShell;
import dev.cdctl.host.HostShell;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.servers.RealNginx;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service with a blue and a green instance behind an nginx. */
final class Front implements AutoCloseable {
    final Service blue = Service.start("blue");
    final Service green = Service.start("green");
    final int port = freePort();
    final RealNginx nginx;
    final Name service;
    final List<Problem> warnings = new CopyOnWriteArrayList<>();
    private final HostShell shell;

    Front(RealNginx nginx) {
        this(nginx, "books", new LocalShell());
    }

    Front(RealNginx nginx, String service, HostShell shell) {
        this.nginx = nginx;
        this.service = new Name(service);
        this.shell = shell;
    }

    NginxRouter router() {
        return router(shell);
    }

    NginxRouter router(HostShell other) {
        return router(
                other, new Flags(nginx.flags().toString(), nginx.flags().toString(), false, "$arg_client", false));
    }

    NginxRouter router(HostShell other, Flags flags) {
        return new NginxRouter(
                new NginxRouterSpec(flags, door(), program(), Origin.of("test")),
                service,
                new Name("production"),
                means(other));
    }

    Program program() {
        return new Program("local", nginx.command(), Optional.empty(), Optional.empty());
    }

    Door door() {
        return new Door(
                new Address("127.0.0.1", port), Optional.empty(), "/", Optional.empty(), Duration.ofSeconds(20));
    }

    NginxRouter.Means means(HostShell other) {
        return new NginxRouter.Means(
                other,
                colour -> List.of(address(colour)),
                Exchange.get(Target.of("127.0.0.1", port), "/"),
                warnings::add);
    }

    Address address(Colour colour) {
        return new Address("127.0.0.1", (colour == Colour.BLUE ? blue : green).port());
    }

    Route route() {
        return route(Map.of(Colour.BLUE, List.of(address(Colour.BLUE)), Colour.GREEN, List.of(address(Colour.GREEN))));
    }

    Route route(Map<Colour, List<Address>> instances) {
        Door door = door();
        return new Route(
                service,
                new Name("production"),
                door.listen(),
                Optional.empty(),
                "/",
                Optional.empty(),
                door.timeout(),
                instances);
    }

    void flip(Colour colour, long generation) {
        router().apply(route(), decision(generation, colour));
    }

    Traffic traffic(Colour colour) {
        return Objects.requireNonNull(router().traffic().get(colour));
    }

    /** Proves it as a deployment does. */
    String prove(long generation, Colour colour) {
        return new Proof(router(), route()).of(decision(generation, colour), Optional.empty(), text -> {});
    }

    static Decision decision(long generation, Colour colour) {
        return decision(generation, colour, Weights.all(colour));
    }

    static Decision decision(long generation, Colour colour, Weights weights) {
        return new Decision(
                generation,
                1,
                colour,
                weights,
                "s",
                Map.of(Colour.BLUE, placed("1.0.0"), Colour.GREEN, placed("2.0.0")));
    }

    private static Decision.Placed placed(String version) {
        return new Decision.Placed("d-" + version, new Version(version), Digest.of(version));
    }

    Reply.Answer ask(String path) {
        return ask(Exchange.get(Target.of("127.0.0.1", port), path));
    }

    static Reply.Answer ask(Exchange exchange) {
        Reply reply = new Probe(Duration.ofSeconds(10)).ask(exchange);
        if (reply instanceof Reply.Answer answer) {
            return answer;
        }
        throw new IllegalStateException(reply.describe());
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
        blue.close();
        green.close();
    }
}
