package dev.cdctl.catalogue;

import dev.cdctl.catalogue.Health.State;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Listing;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.json.JsonException;
import dev.cdctl.traffic.Address;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks the proxy of an environment for the health of what is live, as a user would come to it.
 *
 * @param computer this one's name: only here do addresses such as {@code 127.0.0.1} mean what they meant where it was
 *     deployed
 * @param deadline how long an answer may take
 */
record Question(Listing listing, Listing.Door door, Deployment live, String computer, Duration deadline) {
    private static final int SERVER_ERROR = 500;

    /** Asks once. */
    Health ask() {
        try {
            if (isElsewhere()) {
                return new Health(
                        State.UNKNOWN,
                        door.url() + " leads to it on " + listing.computer() + " alone, and this is " + computer);
            }
            Exchange exchange = Exchange.get(target(), path());
            return judged(door.url(), new Probe(deadline).ask(exchange));
        } catch (IllegalArgumentException | JsonException e) {
            return new Health(State.UNKNOWN, door.url() + " cannot be asked: " + e.getMessage());
        }
    }

    private Health judged(String url, Reply reply) {
        if (!(reply instanceof Reply.Answer answer)) {
            return new Health(State.UNREACHABLE, url + ": " + reply.describe());
        }
        String text = url + " answers " + answer.status();
        if (asksHealth() ? !answer.isGood() : answer.status() >= SERVER_ERROR) {
            return new Health(State.UNHEALTHY, text);
        }
        String expected = live.release().version().text();
        Optional<String> says =
                answer.header(health().map(HealthSpec::versionHeader).orElse("X-Version"));
        return says.filter(version -> !version.equals(expected))
                .map(other -> new Health(State.UNHEALTHY, text + " and says version " + other))
                .orElse(new Health(State.HEALTHY, text));
    }

    private boolean isElsewhere() {
        String host = listen().map(Address::host).orElseGet(() -> uri().getHost());
        boolean own = host != null
                && (host.startsWith("127.")
                        || host.equals("localhost")
                        || host.endsWith("::1")
                        || host.equals("[::1]"));
        return own && !listing.computer().equals(computer);
    }

    private Target target() {
        Target named = Target.of(uri());
        Target via = listen().map(address -> named.via(connect(address.host()), address.port()))
                .orElse(named);
        Optional<Path> certificate = door.certificate().map(Path::of).filter(Files::isReadable);
        return certificate.isPresent() && named.tls().isPresent()
                ? via.withTls(new Target.Tls(named.tls().get().name(), certificate))
                : via;
    }

    private String connect(String host) {
        boolean every = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        return every ? listing.computer().equals(computer) ? "127.0.0.1" : listing.computer() : host;
    }

    private Optional<Address> listen() {
        return door.listen().map(Address::parse);
    }

    private URI uri() {
        return URI.create(door.url());
    }

    /** The path of the health check, where the proxy brings it to the service; else the one that is served. */
    private String path() {
        return asksHealth() ? health().flatMap(HealthSpec::http).orElse("/") : door.path();
    }

    private boolean asksHealth() {
        return health().flatMap(HealthSpec::http)
                .filter(path -> door.path().equals("/") || path.startsWith(door.path()))
                .isPresent();
    }

    private Optional<HealthSpec> health() {
        return RunBlock.from(live.run()).roles().stream()
                .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                .map(RoleSpec::health)
                .findFirst();
    }
}
