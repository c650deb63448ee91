package dev.cdctl.adapter.embedded;

import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.RouteKeys;
import dev.cdctl.traffic.RouterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The {@code embedded} router of an environment.
 *
 * @param port where users connect; one that is chosen once and kept when absent
 * @param bind the address that it listens on
 * @param host the Host header that it serves; every host when absent
 * @param path the path prefix that it serves
 * @param tls the certificate, when users connect by TLS
 * @param timeout how long an instance may take to begin its answer
 */
public record EmbeddedRouterSpec(
        Optional<Integer> port,
        String bind,
        Optional<String> host,
        String path,
        Optional<Route.Tls> tls,
        Duration timeout,
        Origin origin)
        implements RouterSpec {
    private static final Key<Integer> PORT = Key.of(
                    "port",
                    Types.integer(1, 65535),
                    "Where users connect; by default one that is chosen once and kept.")
            .withEnvironment();
    private static final Key<String> BIND = Key.of(
                    "bind", Paths.host(), "The address that it listens on; `0.0.0.0` is every one of the machine.")
            .or("127.0.0.1")
            .withEnvironment();
    private static final Key<String> CERTIFICATE = Key.required(
                    "certificate", Paths.anywhere(), "The PEM file of the chain, the server's own certificate first.")
            .withEnvironment();
    private static final Key<String> KEY = Key.required(
                    "key", Paths.anywhere(), "The PEM file of the private key, PKCS#8.")
            .withEnvironment();
    private static final Key<Route.Tls> TLS = Key.of(
            "tls",
            Block.of("a tls block", EmbeddedRouterSpec::tls, CERTIFICATE, KEY),
            "Users connect by TLS with this certificate; the files are read again when they change.");
    private static final Key<Duration> TIMEOUT = Key.of(
                    "timeout", Types.positiveDuration(), "How long an instance may take to begin its answer.")
            .or("60s");
    private static final Key<EmbeddedRouterSpec> EMBEDDED = Key.required(
            "embedded",
            Block.of(
                    "an embedded block",
                    EmbeddedRouterSpec::from,
                    PORT,
                    BIND,
                    RouteKeys.HOST,
                    RouteKeys.PATH,
                    TLS,
                    TIMEOUT),
            "The router that comes with cdctl, a process in the background.");

    /** One entry of {@code routers}. */
    public static final Block<EmbeddedRouterSpec> BLOCK =
            Block.of("a router", values -> values.get(EMBEDDED), EMBEDDED);

    private static EmbeddedRouterSpec from(Values values) {
        return new EmbeddedRouterSpec(
                values.find(PORT),
                values.get(BIND),
                values.find(RouteKeys.HOST),
                values.get(RouteKeys.PATH),
                values.find(TLS),
                values.get(TIMEOUT),
                values.origin());
    }

    private static Route.Tls tls(Values values) {
        Path folder = values.reading().folder();
        return new Route.Tls(
                folder.resolve(values.get(CERTIFICATE)).normalize(),
                folder.resolve(values.get(KEY)).normalize());
    }

    @Override
    public String kind() {
        return RouterSpec.EMBEDDED;
    }
}
