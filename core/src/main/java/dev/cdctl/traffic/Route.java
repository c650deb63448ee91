package dev.cdctl.traffic;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a router needs to know of an environment besides the decision: where its requests come in and where the
 * instances of each colour listen. A flip never changes it.
 *
 * @param listen where users connect
 * @param host the Host header that it serves; every host when absent
 * @param path the path prefix that it serves, {@code /} for all; the prefix is passed on to the instance
 * @param tls the certificate, when users connect by TLS
 * @param timeout how long an instance may take to begin its answer
 * @param instances where the instances of each colour listen
 */
public record Route(
        Name service,
        Name environment,
        Address listen,
        Optional<String> host,
        String path,
        Optional<Tls> tls,
        Duration timeout,
        Map<Colour, List<Address>> instances) {
    /**
     * PEM files, read again when they change.
     *
     * @param certificate the chain, the server's own certificate first
     * @param key the private key, PKCS#8
     */
    public record Tls(Path certificate, Path key) {}

    /** Copies the map. */
    public Route {
        instances = Map.copyOf(instances);
    }
}
