package dev.cdctl.deploy;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way in for the users of an environment: a router and where it listens for them.
 *
 * @param listen where users connect
 * @param host the Host header that is served; every host when absent
 * @param path the path prefix that is served
 * @param timeout how long an instance may take to begin its answer
 */
public record Entrance(
        Router router, Address listen, Optional<String> host, String path, Optional<Route.Tls> tls, Duration timeout) {
    /** The route of an environment whose instances listen there. */
    public Route route(Name service, Name environment, Map<Colour, List<Address>> instances) {
        return new Route(service, environment, listen, host, path, tls, timeout, instances);
    }

    /** The same way in, with its router seen in another way. */
    public Entrance by(Router other) {
        return new Entrance(other, listen, host, path, tls, timeout);
    }

    /** What users type: {@code http://127.0.0.1:8080/}. */
    public String url() {
        return (tls.isPresent() ? "https://" : "http://") + host.orElse(listen.host()) + ":" + listen.port() + path;
    }
}
