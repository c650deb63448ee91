package dev.cdctl.language;

import dev.cdctl.adapter.embedded.EmbeddedRouterSpec;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** That no two routers of one file want the same requests. */
record RouterClashes(List<EnvironmentSpec> environments, Consumer<Problem> problems) {
    void run() {
        embedded();
        nginxServers();
    }

    /** Two environments cannot both have the same server block of one nginx written. */
    private void nginxServers() {
        Map<String, Origin> servers = new HashMap<>();
        routers(NginxRouterSpec.class)
                .forEach(router -> router.server().ifPresent(server -> {
                    Origin earlier = servers.putIfAbsent(server, router.origin());
                    if (earlier != null) {
                        problems.accept(Problem.of("CD-128", "two nginx routers serve the same address and host")
                                .at(router.origin())
                                .because("the router on line " + earlier.line() + " has them already"));
                    }
                }));
    }

    private void embedded() {
        Map<Integer, List<EmbeddedRouterSpec>> ports = new HashMap<>();
        routers(EmbeddedRouterSpec.class)
                .forEach(router -> router.port()
                        .ifPresent(
                                port -> compare(port, router, ports.computeIfAbsent(port, key -> new ArrayList<>()))));
    }

    /** Those of one kind, in the order of the file. */
    private <T> Stream<T> routers(Class<T> kind) {
        return environments.stream()
                .flatMap(environment -> environment.routers().stream())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    private void compare(int port, EmbeddedRouterSpec router, List<EmbeddedRouterSpec> others) {
        others.stream()
                .filter(other -> sameAddress(router, other))
                .findFirst()
                .flatMap(other -> clash(port, router, other))
                .ifPresent(problems);
        others.add(router);
    }

    private static boolean sameAddress(EmbeddedRouterSpec a, EmbeddedRouterSpec b) {
        Set<String> every = Set.of("0.0.0.0", "::");
        return a.bind().equals(b.bind()) || every.contains(a.bind()) || every.contains(b.bind());
    }

    private static Optional<Problem> clash(int port, EmbeddedRouterSpec router, EmbeddedRouterSpec other) {
        String earlier = "the router on line " + other.origin().line() + " has it already";
        if (router.host().equals(other.host()) && router.path().equals(other.path())) {
            return Optional.of(Problem.of("CD-128", "two routers serve the same host and path on port " + port)
                    .at(router.origin())
                    .because(earlier));
        }
        return router.tls().isPresent() == other.tls().isPresent()
                ? Optional.empty()
                : Optional.of(Problem.of("CD-128", "port " + port + " cannot be with TLS and without it")
                        .at(router.origin())
                        .because(earlier));
    }
}
