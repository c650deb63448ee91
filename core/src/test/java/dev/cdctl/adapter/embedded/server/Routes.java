package dev.cdctl.adapter.embedded.server;

import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import java.util.Optional;

/** Routes that differ from another one in one thing. */
final class Routes {
    private Routes() {}

    static Route listening(Route route, Address listen) {
        return new Route(
                route.service(),
                route.environment(),
                listen,
                route.host(),
                route.path(),
                route.tls(),
                route.timeout(),
                route.instances());
    }

    static Route of(Route route, String environment) {
        return new Route(
                route.service(),
                new Name(environment),
                route.listen(),
                route.host(),
                route.path(),
                route.tls(),
                route.timeout(),
                route.instances());
    }

    static Route secure(Route route, Optional<String> host, Route.Tls tls) {
        return new Route(
                route.service(),
                route.environment(),
                route.listen(),
                host,
                route.path(),
                Optional.of(tls),
                route.timeout(),
                route.instances());
    }
}
