package dev.cdctl.wiring.kept;

import dev.cdctl.adapter.nginx.NginxRouter;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.host.HostShell;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Target;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
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

/**
 * An nginx with flags, in front of two services for many environments, each with a name of its own.
 *
 * @param folder of that nginx
 * @param services the ports of blue and green
 */
record Front(int environments, String folder, int port, List<Integer> services) {
    static final Name SERVICE = new Name("books");

    static Decision decision(long generation, Colour live) {
        return new Decision(
                generation,
                1,
                live,
                Weights.all(live),
                "",
                Map.of(Colour.BLUE, placed("1.0.0"), Colour.GREEN, placed("1.1.0")));
    }

    private static Decision.Placed placed(String version) {
        return new Decision.Placed("of-" + version, new Version(version), Digest.of(version));
    }

    String host(Name environment) {
        return environment + ".example";
    }

    Exchange question(Name environment) {
        return Exchange.get(Target.of("127.0.0.1", port).withHost(host(environment)), "/");
    }

    Route route(Name environment) {
        return new Route(
                SERVICE,
                environment,
                new Address("127.0.0.1", port),
                Optional.of(host(environment)),
                "/",
                Optional.empty(),
                Duration.ofSeconds(20),
                Map.of(Colour.BLUE, at(Colour.BLUE), Colour.GREEN, at(Colour.GREEN)));
    }

    private List<Address> at(Colour colour) {
        return List.of(new Address("127.0.0.1", services.get(colour.ordinal())));
    }

    NginxRouter router(Name environment, HostShell shell) {
        String flags = Path.of(folder).resolve("flags").toString();
        Route route = route(environment);
        NginxRouterSpec spec = new NginxRouterSpec(
                new NginxRouterSpec.Flags(flags, flags, false, "$remote_addr", false),
                new NginxRouterSpec.Door(route.listen(), route.host(), route.path(), Optional.empty(), route.timeout()),
                new NginxRouterSpec.Program(
                        "local",
                        "nginx -p " + folder + " -c " + folder + "/nginx.conf",
                        Optional.empty(),
                        Optional.empty()),
                Origin.of("test"));
        return new NginxRouter(
                spec,
                SERVICE,
                environment,
                new NginxRouter.Means(shell, this::at, question(environment), warning -> {}));
    }
}
