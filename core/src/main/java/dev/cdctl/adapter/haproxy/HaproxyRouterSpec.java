package dev.cdctl.adapter.haproxy;

import dev.cdctl.host.Host;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.RouteKeys;
import dev.cdctl.traffic.RouterSpec;
import dev.cdctl.traffic.SyncKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The {@code haproxy} router of an environment. Its paths are those of the computer that HAProxy runs on.
 *
 * @param listen where users connect
 * @param host the Host header that it serves; every host when absent
 * @param path the path prefix that it serves
 * @param certificate the PEM file of the chain, its key beside it, when users connect by TLS
 * @param timeout how long an instance may take to begin its answer
 * @param site where HAProxy and its files are
 * @param on the URL of the computer; this one when absent
 * @param sync the names of the processes that move it
 */
public record HaproxyRouterSpec(
        Address listen,
        Optional<String> host,
        String path,
        Optional<String> certificate,
        Duration timeout,
        Site site,
        Optional<String> on,
        List<Name> sync,
        Origin origin)
        implements RouterSpec {
    /**
     * Where HAProxy and its files are on its computer.
     *
     * @param socket the runtime API's socket, of level admin
     * @param folder where cdctl keeps its files; HAProxy is started with {@code -f} and this folder
     * @param config the configuration that the generated one is validated with
     * @param reload the command that reloads HAProxy
     */
    public record Site(String socket, String folder, String config, String reload) {}

    private static final Key<Address> LISTEN = Key.required(
                    "listen",
                    address(),
                    "Where users connect: an address and a port; `0.0.0.0` is every address of the computer.")
            .withEnvironment();
    private static final Key<String> CERTIFICATE = Key.required(
                    "certificate",
                    absolute(),
                    "The PEM file of the chain on HAProxy's computer; the private key lies beside it, with `.key` added to the name.")
            .withEnvironment();
    private static final Key<String> TLS = Key.of(
            "tls",
            Block.of("a tls block", values -> values.get(CERTIFICATE), CERTIFICATE),
            "Users connect by TLS with this certificate; HAProxy reads it when it is reloaded.");
    private static final Key<Duration> TIMEOUT = Key.of(
                    "timeout", Types.positiveDuration(), "How long an instance may take to begin its answer.")
            .or("60s");
    private static final Key<String> SOCKET = Key.of(
                    "socket", absolute(), "The socket of HAProxy's runtime API; its level has to be `admin`.")
            .or("/run/haproxy/admin.sock")
            .withEnvironment();
    private static final Key<String> FOLDER = Key.of(
                    "folder",
                    absolute(),
                    "Where cdctl keeps its files for this HAProxy, which has to be started with `-f` and this folder.")
            .or("/etc/haproxy/cdctl")
            .withEnvironment();
    private static final Key<String> CONFIG = Key.of(
                    "config",
                    absolute(),
                    "HAProxy's own configuration; the generated one is validated together with it.")
            .or("/etc/haproxy/haproxy.cfg")
            .withEnvironment();
    private static final Key<String> RELOAD = Key.of(
                    "reload",
                    Types.line("a command"),
                    "Reloads HAProxy; needed only when an environment comes, goes or gets more replicas.")
            .or("systemctl reload haproxy")
            .withEnvironment();
    private static final Key<String> ON = Key.of(
                    "on",
                    computerUrl(),
                    "The computer that HAProxy runs on, such as `ssh://deploy@lb1`; this one by default.")
            .withEnvironment();
    private static final Key<HaproxyRouterSpec> HAPROXY = Key.required(
            "haproxy",
            Block.of(
                    "a haproxy block",
                    HaproxyRouterSpec::from,
                    LISTEN,
                    RouteKeys.HOST,
                    RouteKeys.PATH,
                    TLS,
                    TIMEOUT,
                    SOCKET,
                    FOLDER,
                    CONFIG,
                    RELOAD,
                    ON),
            "An HAProxy of yours, switched by its runtime API.");

    /** One entry of {@code routers}. */
    public static final Block<HaproxyRouterSpec> BLOCK =
            Block.of("a router", HaproxyRouterSpec::moved, HAPROXY, SyncKey.KEY);

    /** Copies the list. */
    public HaproxyRouterSpec {
        sync = List.copyOf(sync);
    }

    /** One that commands move themselves. */
    public HaproxyRouterSpec(
            Address listen,
            Optional<String> host,
            String path,
            Optional<String> certificate,
            Duration timeout,
            Site site,
            Optional<String> on,
            Origin origin) {
        this(listen, host, path, certificate, timeout, site, on, List.of(), origin);
    }

    private static HaproxyRouterSpec moved(Values values) {
        HaproxyRouterSpec spec = values.get(HAPROXY);
        SyncKey.checkHere(values, spec.computer().isHere());
        return new HaproxyRouterSpec(
                spec.listen(),
                spec.host(),
                spec.path(),
                spec.certificate(),
                spec.timeout(),
                spec.site(),
                spec.on(),
                values.get(SyncKey.KEY),
                spec.origin());
    }

    private static HaproxyRouterSpec from(Values values) {
        return new HaproxyRouterSpec(
                values.get(LISTEN),
                values.find(RouteKeys.HOST),
                values.get(RouteKeys.PATH),
                values.find(TLS),
                values.get(TIMEOUT),
                new Site(values.get(SOCKET), values.get(FOLDER), values.get(CONFIG), values.get(RELOAD)),
                values.find(ON),
                values.origin());
    }

    @Override
    public String kind() {
        return "haproxy";
    }

    /** The computer that HAProxy runs on. */
    public Host computer() {
        return on.map(Host::of).orElse(Host.LOCAL);
    }

    /** Whether it listens on every address of its computer. */
    public boolean isEverywhere() {
        return listen.host().equals("0.0.0.0");
    }

    private static Type<String> computerUrl() {
        return Types.of("a URL such as ssh://deploy@lb1", "^ssh://", text -> {
            Types.check(text.startsWith("ssh://"), "only ssh is known");
            Host.of(text);
            return text;
        });
    }

    /** HAProxy's configuration has no way to write every path; these need no quotes. */
    private static Type<String> absolute() {
        return Types.of("an absolute path without spaces", "^/[^\\s]*$", text -> {
            Types.check(text.matches("/[A-Za-z0-9._+@:/-]+"), "it has a character that cannot stand there");
            Types.check(!text.contains("/../") && !text.endsWith("/.."), "it has a '..' in it");
            return text;
        });
    }

    private static Type<Address> address() {
        return Types.of("an address and a port such as 0.0.0.0:80", ":[0-9]+$", text -> {
            Types.check(text.matches("[0-9A-Za-z.-]+:[0-9]{1,5}"), "it is not written as address:port");
            Address address = Address.parse(text);
            Types.check(address.port() >= 1 && address.port() <= 65535, "the port is not between 1 and 65535");
            return address;
        });
    }
}
