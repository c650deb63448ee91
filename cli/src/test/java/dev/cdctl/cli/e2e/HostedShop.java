package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.world.Host;
import dev.cdctl.cli.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A shop whose releases run in containers on every engine of a world: the first host is reached by TLS, the others by ssh
 * and TLS in turn, the state is on the first host, by ssh. Several may stand in one world. Closed, it removes its
 * environment and sees that nothing of it is left on any host.
 */
final class HostedShop implements AutoCloseable {
    private static final String DOCKERFILE = """
            FROM scratch
            COPY service release.txt /
            ENV VERSION="%s" BEHAVE="%s"
            ENTRYPOINT ["/service"]
            """;

    /** A port may be had by one after another. */
    private static final AtomicInteger SHOPS = new AtomicInteger();

    private final World world;
    private final Entry entry;
    private final Shop shop;
    private final int number = SHOPS.incrementAndGet();

    /** The way in: what brings the requests to the hosts. */
    enum Entry {
        /** cdctl's own router on this machine. */
        EMBEDDED,
        /** An nginx with flags on the machine for proxies. */
        NGINX,
        /** An HAProxy on the machine for proxies. */
        HAPROXY
    }

    private HostedShop(World world, Entry entry, Shop shop) {
        this.world = world;
        this.entry = entry;
        this.shop = shop;
    }

    /** Opens one in an empty folder, with a second to drain and half a second to watch. */
    static HostedShop open(World world, Path folder, Entry entry) {
        return open(world, folder, entry, pipeline -> pipeline);
    }

    /**
     * Opens one in an empty folder.
     *
     * @param change makes another pipeline of the usual one
     */
    static HostedShop open(World world, Path folder, Entry entry, UnaryOperator<String> change) {
        prepare(world, entry);
        Shop shop = Shop.open(folder);
        HostedShop hosted = new HostedShop(world, entry, shop);
        shop.with("PATH", world.path() + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        shop.with("DOCKER_HOST", world.host(1).socket());
        shop.write("pipeline.yaml", change.apply(hosted.usual()));
        shop.write(".gitignore", ".cdctl/\nservice\n");
        shop.write(".dockerignore", ".git\n");
        copyService(shop.project());
        return hosted;
    }

    /** Has nginx include what cdctl writes; HAProxy of a world reads its folder from the start. */
    private static void prepare(World world, Entry entry) {
        Path file = world.proxies().folder().resolve("nginx/conf.d/cdctl.conf");
        if (entry == Entry.NGINX && Files.notExists(file)) {
            try {
                Files.writeString(file, "include " + flags(world) + "/*.conf;\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            world.proxies().nginx().reload();
        }
    }

    private static void copyService(Path project) {
        try {
            Files.copy(World.service(), project.resolve("service"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path flags(World world) {
        return world.proxies().folder().resolve("nginx/flags");
    }

    private String usual() {
        return """
                service: %s
                version: {from: git}
                package:
                  - image: {name: %s, dockerfile: Dockerfile}
                push: {images: "%s", images-http: true, archives: "file:../repository"}
                run:
                  container: {port: 8080, volumes: ["%s:/behave:ro"]}
                  env: {BEHAVE_FILE: /behave/words}
                  health: {http: /health, every: 50ms, times: 2, within: 15s}
                  stop-timeout: 3s
                environments:
                  production:
                    hosts: [%s]
                    state: %s/srv/%s
                    routers: [%s]
                    ports: %d-%d
                    drain: 1s
                    watch: 500ms
                """.formatted(
                        name(),
                        name(),
                        world.registryAddress(),
                        words().getParent(),
                        IntStream.rangeClosed(1, world.engines().size())
                                .mapToObj(this::host)
                                .collect(Collectors.joining(", ")),
                        world.host(1).ssh(),
                        name(),
                        router(),
                        shop.port() + 1,
                        shop.port() + 39);
    }

    private String host(int number) {
        Host host = world.host(number);
        return number % 2 == 0
                ? "{url: \"" + host.ssh() + "\", name: " + host.name() + "}"
                : "{url: \"" + host.tls() + "\", name: " + host.name() + ", certificates: " + world.certificates()
                        + "}";
    }

    private String router() {
        Host proxies = world.proxies();
        Path haproxy = proxies.folder().resolve("haproxy");
        String nginx = proxies.folder().resolve("nginx").toString();
        return switch (entry) {
            case EMBEDDED -> "{embedded: {port: " + shop.port() + "}}";
            case NGINX ->
                "{nginx: {flags: " + flags(world) + ", on: \"" + proxies.ssh() + "\", listen: \"" + address()
                        + "\", command: nginx -p " + nginx + " -c " + nginx + "/nginx.conf}}";
            case HAPROXY ->
                "{haproxy: {on: \"" + proxies.ssh() + "\", listen: \"" + address() + "\", socket: " + haproxy
                        + "/admin.sock, folder: " + haproxy + "/cdctl, config: " + haproxy
                        + "/haproxy.cfg, reload: \"kill -USR2 $(cat " + haproxy + "/haproxy.pid)\"}}";
        };
    }

    /** The name of its service, which no other shop of this machine has, and none before it had in the registry. */
    String name() {
        return "shop" + shop.port() + "-" + number;
    }

    /** The repository and the commands. */
    Shop shop() {
        return shop;
    }

    /** Where users ask. */
    URI url() {
        return URI.create("http://" + address() + "/");
    }

    private String address() {
        return (entry == Entry.EMBEDDED ? "127.0.0.1" : world.proxies().address()) + ":" + shop.port();
    }

    /** Builds, packages and pushes the test service as that version. */
    void release(String version) {
        release(version, "");
    }

    /** The same, behaving as those words of e2e/service/README.md say: {@code ignore-term,slow=1s}. */
    void release(String version, String behave) {
        shop.write("Dockerfile", DOCKERFILE.formatted(version, behave));
        shop.release(version);
    }

    /** From now on, whatever is started on that host behaves besides as those words say; none for well. */
    void behave(Host host, String words) {
        host.run("sh", "-c", "mkdir -p " + words().getParent() + " && echo '" + words + "' > " + words());
    }

    private Path words() {
        return Path.of("/srv/" + name() + "-behave/words");
    }

    /** Makes that release live. */
    void deploy(String version) {
        shop.deploy(version);
    }

    /** The version that answers a user now. */
    String served() {
        return Question.ask(url()).version();
    }

    /** The releases that run on a host, with their colours: {@code 1.0.0 blue}; sorted. */
    List<String> running(Host host) {
        String format = "{{.Label \"dev.cdctl.version\"}} {{.Label \"dev.cdctl.colour\"}}";
        return host.docker()
                .text("ps", "--filter", filter(), "--format", format)
                .lines()
                .sorted()
                .toList();
    }

    /** The containers of it on a host, also those that ended, by their IDs. */
    List<String> containers(Host host) {
        return host.docker()
                .text("ps", "-a", "-q", "--filter", filter())
                .lines()
                .toList();
    }

    private String filter() {
        return "label=dev.cdctl.service=" + name();
    }

    /** Has the images of that host that no container is of pulled again. */
    void forgetImages(Host host) {
        host.docker().text("image", "prune", "-a", "-f");
    }

    /** From now on its commands are those of another person on a computer of their own. */
    HostedShop operator(String who) {
        Path home = shop.home().resolveSibling("home-" + who);
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shop.with("HOME", home.toString()).with("USER", who);
        return this;
    }

    @Override
    public void close() {
        shop.with("HOME", shop.home().toString());
        shop.close();
        for (Host host : world.engines()) {
            assertThat(containers(host)).as("containers of %s", host).isEmpty();
            assertThat(host.docker()
                            .text("network", "ls", "--format", "{{.Name}}")
                            .lines())
                    .as("networks of %s", host)
                    .noneMatch(network -> network.contains(name()));
        }
    }
}
