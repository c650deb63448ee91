package dev.cdctl.adapter.nginx;

import dev.cdctl.host.Host;
import dev.cdctl.host.SshUrl;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.RouteKeys;
import dev.cdctl.traffic.RouterSpec;
import dev.cdctl.traffic.SyncKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code nginx} router of an environment. */
public record NginxRouterSpec(Mode mode, Door door, Program program, List<Name> sync, Origin origin)
        implements RouterSpec {
    private static final String LISTEN =
            "((?<host>[0-9A-Za-z][0-9A-Za-z.-]*|\\[[0-9A-Fa-f:.]+]|\\*):)?(?<port>[0-9]{1,5})";
    private static final String PATH_FORM = "^/[A-Za-z0-9._/-]*[A-Za-z0-9._-]$";

    private static final Key<String> FLAGS = Key.of(
            "flags",
            absolute("a folder"),
            "The folder on nginx's computer for the configuration that cdctl writes and for the flags that it flips;"
                    + " nginx.conf includes `*.conf` of it.");
    private static final Key<String> TEMPLATE = Key.of(
            "template",
            Paths.anywhere(),
            "A configuration of your own with placeholders, instead of `flags`: each flip is then a reload.");
    private static final Key<String> TARGET =
            Key.of("target", absolute("a file"), "The file on nginx's computer that is made of `template`.");
    private static final Key<Address> LISTEN_KEY = Key.of(
                    "listen",
                    Types.of(
                            "a port such as 80, or an address such as 127.0.0.1:8080",
                            "^[^ ;{}]+$",
                            NginxRouterSpec::listen),
                    "Where users connect: a port, or an address and a port.")
            .or("80")
            .withEnvironment();
    private static final Key<String> CERTIFICATE = Key.required(
                    "certificate", absolute("a file"), "The PEM file of the chain on nginx's computer.")
            .withEnvironment();
    private static final Key<String> KEY = Key.required(
                    "key", absolute("a file"), "The PEM file of the private key on nginx's computer.")
            .withEnvironment();
    private static final Key<Route.Tls> TLS = Key.of(
            "tls",
            Block.of(
                    "a tls block",
                    values -> new Route.Tls(Path.of(values.get(CERTIFICATE)), Path.of(values.get(KEY))),
                    CERTIFICATE,
                    KEY),
            "Users connect by TLS with this certificate.");
    private static final Key<Duration> TIMEOUT = Key.of(
                    "timeout",
                    Types.positiveDuration(),
                    "How long an instance may keep silent before or in its answer.")
            .or("60s");
    private static final Key<String> ON = Key.of(
                    "on",
                    Types.of("local, or a URL such as ssh://deploy@lb1", "^(local$|ssh://)", NginxRouterSpec::on),
                    "The computer that nginx runs on.")
            .or("local")
            .withEnvironment();
    private static final Key<String> COMMAND = Key.of(
                    "command",
                    Types.of("a command such as sudo -n nginx", "^[A-Za-z0-9_./=:@ -]+$", NginxRouterSpec::words),
                    "How nginx is called there.")
            .or("nginx");
    private static final Key<String> CONTAINER = Key.of(
            "container",
            Types.of("the name of a container", "^[A-Za-z0-9][A-Za-z0-9_.-]*$", NginxRouterSpec::words),
            "The container there that nginx runs in; the folder has to be mounted as a whole.");
    private static final Key<String> INSIDE = Key.of(
            "inside",
            absolute("a folder"),
            "Where the folder of `flags` is inside the container; the same by default.");
    private static final Key<String> USER = Key.of(
            "user",
            Types.of("the name of a user", "^[a-z_][a-z0-9_-]*$", NginxRouterSpec::words),
            "The user that nginx's workers run as; found out when it is left out.");
    private static final Key<Boolean> OWN_SERVER = Key.of(
                    "own-server",
                    Types.truth(),
                    "The server block is yours, and includes what cdctl writes: `include FLAGS/SERVICE.ENVIRONMENT.in[c];`.")
            .or("false");
    private static final Key<String> CLIENT = Key.of(
                    "client",
                    Types.of(
                            "variables of nginx such as $cookie_session",
                            "^(\\$[a-z0-9_]+)+$",
                            NginxRouterSpec::variables),
                    "What a client is known by while the traffic is split.")
            .or("$remote_addr$http_user_agent");
    private static final Key<Boolean> BACKUP = Key.of(
                    "backup",
                    Types.truth(),
                    "The other colour gets requests that no instance of the live one accepts; it may hold a release that"
                            + " was not proven yet.")
            .or("false");
    private static final Key<NginxRouterSpec> NGINX = Key.required(
            "nginx",
            Block.of(
                    "an nginx block",
                    NginxRouterSpec::from,
                    FLAGS,
                    TEMPLATE,
                    TARGET,
                    LISTEN_KEY,
                    RouteKeys.HOST,
                    RouteKeys.PATH,
                    TLS,
                    TIMEOUT,
                    ON,
                    COMMAND,
                    CONTAINER,
                    INSIDE,
                    USER,
                    OWN_SERVER,
                    CLIENT,
                    BACKUP),
            "An nginx, by flags that need no reload, or with a configuration of your own.");

    /** One entry of {@code routers}. */
    public static final Block<NginxRouterSpec> BLOCK = Block.of("a router", NginxRouterSpec::moved, NGINX, SyncKey.KEY);

    /** One that commands move themselves. */
    public NginxRouterSpec(Mode mode, Door door, Program program, Origin origin) {
        this(mode, door, program, List.of(), origin);
    }

    /** Copies the list. */
    public NginxRouterSpec {
        sync = List.copyOf(sync);
    }

    /** How decisions get to it. */
    public sealed interface Mode {}

    /**
     * Files that the configuration tests for with each request.
     *
     * @param inside where the folder is for nginx itself
     * @param ownServer whether the user's own server block includes what is written
     * @param client the variables that a client is known by
     * @param backup whether the other colour takes over when the live one refuses
     */
    public record Flags(String folder, String inside, boolean ownServer, String client, boolean backup)
            implements Mode {}

    /** A configuration of the user's own, rendered anew for each decision. */
    public record Template(Path source, String target) implements Mode {}

    /**
     * Where users come in.
     *
     * @param listen the address as nginx is told, {@code 0.0.0.0} for every one
     */
    public record Door(Address listen, Optional<String> host, String path, Optional<Route.Tls> tls, Duration timeout) {}

    /**
     * The nginx that is meant.
     *
     * @param on {@code local} or a URL
     * @param command how it is called, in words
     * @param user as whom its workers run
     */
    public record Program(String on, String command, Optional<String> container, Optional<String> user) {}

    /** The computer that nginx runs on. */
    public Host computer() {
        return program.on().equals("local") ? Host.LOCAL : Host.of(program.on());
    }

    /** Which nginx it has a server block written for, and with what address and host; none when that is the user's. */
    public Optional<String> server() {
        return mode instanceof Flags flags && !flags.ownServer()
                ? Optional.of(program.on() + " " + program.command() + " " + door.listen() + " "
                        + door.host().orElse("*"))
                : Optional.empty();
    }

    @Override
    public String kind() {
        return "nginx";
    }

    private static NginxRouterSpec from(Values values) {
        Path folder = values.reading().folder();
        Optional<String> container = values.find(CONTAINER);
        String command = values.get(COMMAND);
        return new NginxRouterSpec(
                mode(values, folder),
                new Door(
                        values.get(LISTEN_KEY),
                        values.find(RouteKeys.HOST),
                        values.get(RouteKeys.PATH),
                        values.find(TLS),
                        values.get(TIMEOUT)),
                new Program(
                        values.get(ON),
                        container
                                .map(name -> "docker exec " + name + " " + command)
                                .orElse(command),
                        container,
                        values.find(USER)),
                List.of(),
                values.origin());
    }

    private static NginxRouterSpec moved(Values values) {
        NginxRouterSpec spec = values.get(NGINX);
        SyncKey.checkHere(values, spec.program().on().equals("local"));
        return new NginxRouterSpec(spec.mode(), spec.door(), spec.program(), values.get(SyncKey.KEY), spec.origin());
    }

    private static Mode mode(Values values, Path folder) {
        Optional<String> flags = values.find(FLAGS);
        Optional<String> template = values.find(TEMPLATE);
        Optional<String> target = values.find(TARGET);
        if (flags.isPresent() == template.isPresent() || template.isPresent() != target.isPresent()) {
            values.refuse(Problem.of("CD-640", "an nginx router has either `flags`, or `template` and `target`")
                    .at(values.origin())
                    .remedy("flags: /etc/nginx/cdctl, or template: books.conf.tmpl with target:"
                            + " /etc/nginx/conf.d/books.conf"));
        }
        if (flags.isEmpty() && template.isPresent()) {
            return new Template(folder.resolve(template.get()).normalize(), target.orElse("/"));
        }
        String place = flags.orElse("/");
        return new Flags(
                place,
                values.find(INSIDE).orElse(place),
                values.get(OWN_SERVER),
                values.get(CLIENT),
                values.get(BACKUP));
    }

    private static Type<String> absolute(String what) {
        return Types.of(what + " by its absolute path", PATH_FORM, text -> {
            Types.check(text.matches(PATH_FORM), "it is not absolute, or has a character that nginx would misread");
            Types.check(!text.contains("/../") && !text.endsWith("/.."), "it has a '..' in it");
            return text;
        });
    }

    private static Address listen(String text) {
        var matcher = Pattern.compile(LISTEN).matcher(text);
        Types.check(matcher.matches(), "");
        int port = Integer.parseInt(matcher.group("port"));
        Types.check(port >= 1 && port <= 65535, "a port is a number from 1 to 65535");
        String host = matcher.group("host");
        return new Address(host == null || host.equals("*") ? "0.0.0.0" : host, port);
    }

    private static String on(String text) {
        Types.check(text.equals("local") || text.matches("ssh://[A-Za-z0-9_.@:-]+"), "");
        if (!text.equals("local")) {
            SshUrl.parse(text);
        }
        return text;
    }

    private static String words(String text) {
        Types.check(
                text.matches("[A-Za-z0-9_./=:@ -]+") && !text.isBlank(), "it has a character that a shell would read");
        return text;
    }

    private static String variables(String text) {
        Types.check(text.matches("(\\$[a-z0-9_]+)+"), "");
        return text;
    }
}
