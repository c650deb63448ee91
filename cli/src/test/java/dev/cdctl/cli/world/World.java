package dev.cdctl.cli.world;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several hosts with an engine each, a host for proxies, and an image registry, all on this machine and gone when closed:
 * {@code e2e/world} for tests. A world whose test was killed is ended by the next one that starts.
 */
public final class World implements AutoCloseable {
    private final Map<String, String> values;
    private final List<Host> hosts;

    private World(Map<String, String> values) {
        this.values = values;
        List<Host> named = new ArrayList<>();
        for (String name : value("WORLD_HOSTS").split(" ")) {
            named.add(new Host(this, name, value(name + "_ADDRESS")));
        }
        this.hosts = List.copyOf(named);
    }

    /** Starts one with so many engines. */
    public static World of(int engines) {
        return start("--hosts", Integer.toString(engines));
    }

    /**
     * Starts one whose engines have small disks of their own, that a test can fill.
     *
     * @param disk the size of each, such as {@code 300m}; it is taken from memory
     */
    public static World of(int engines, String disk) {
        return start("--hosts", Integer.toString(engines), "--disk", disk);
    }

    private static World start(String... options) {
        String owner = Long.toString(ProcessHandle.current().pid());
        String said = tool().with("up", "--owner", owner).text(options);
        return new World(said.lines()
                .filter(line -> line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].replace("'", ""))));
    }

    /** {@code w1}. */
    public String name() {
        return value("WORLD");
    }

    /** Where everything of it is. */
    public Path folder() {
        return Path.of(value("WORLD_FOLDER"));
    }

    /** The address of this machine as the hosts see it. */
    public String gateway() {
        return value("WORLD_GATEWAY");
    }

    /** {@code 10.213.1.1:5000}: the registry, in plain HTTP, which the engines are told to accept. */
    public String registryAddress() {
        return value("WORLD_REGISTRY");
    }

    /** Makes one swarm of all engines, each a manager. */
    public World swarm() {
        command("swarm").text();
        return this;
    }

    /** The registry. */
    public Server registry() {
        return new Server(command("registry"));
    }

    /** The hosts that have an engine. */
    public List<Host> engines() {
        return hosts.subList(0, hosts.size() - 1);
    }

    /** The host with an engine of that number, from 1 on. */
    public Host host(int number) {
        return engines().get(number - 1);
    }

    /** The host that is there for proxies: nginx and HAProxy run, each with next to nothing configured. */
    public Host proxies() {
        return hosts.get(hosts.size() - 1);
    }

    /** A folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem}, as DOCKER_CERT_PATH wants it. */
    public Path certificates() {
        return Path.of(value("WORLD_CERTIFICATES"));
    }

    /** A folder with an {@code ssh} that knows the hosts and their key: to be put in front of PATH. */
    public Path path() {
        return Path.of(value("WORLD_PATH"));
    }

    /** The configuration that {@code ssh} uses. */
    public Path sshConfiguration() {
        return Path.of(value("WORLD_SSH_CONFIG"));
    }

    /**
     * Builds the test service of that version, pushes it, and says how it is named by digest.
     *
     * @param lines more lines for its Dockerfile, such as {@code HEALTHCHECK --interval=1s CMD ["/service", "health"]}
     */
    public String image(String version, String... lines) {
        return command("image", version).text(lines);
    }

    /** The static program of the test service, compiled once for its sources. */
    public static Path service() {
        String said = new Command(List.of(top().resolve("e2e/service/build").toString()), Map.of()).text();
        return Path.of(said.substring(said.lastIndexOf('\n') + 1));
    }

    @Override
    public void close() {
        tool().text("down", name());
    }

    /** {@code e2e/world <verb> <name> <words>}. */
    Command command(String verb, String... words) {
        return tool().with(verb, name()).with(words);
    }

    /** {@code e2e/world}. */
    static Command tool() {
        return new Command(List.of(top().resolve("e2e/world").toString()), Map.of());
    }

    private static Path top() {
        Path top = Path.of("").toAbsolutePath();
        while (!Files.exists(top.resolve("e2e/world"))) {
            Path above = top.getParent();
            if (above == null) {
                throw new IllegalStateException(
                        "e2e/world is not above " + Path.of("").toAbsolutePath());
            }
            top = above;
        }
        return top;
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("e2e/world did not say " + name + ", only " + values.keySet());
        }
        return value;
    }
}
