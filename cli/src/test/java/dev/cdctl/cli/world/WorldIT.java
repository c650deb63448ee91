package dev.cdctl.cli.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The ground that tests of Docker hosts stand on does what it says, and leaves nothing behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorldIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PORT = 18080;

    private final World world = World.of(2);
    private final String image = world.image("1.0.0");
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @AfterAll
    void close() throws IOException {
        world.close();
        assertThat(leftOf(world)).isEmpty();
    }

    @Test
    void aContainerOnEachHostIsReachedAtTheHostsAddress() throws IOException, InterruptedException {
        for (Host host : world.engines()) {
            String container = serve(host, PORT);
            HttpResponse<String> answer = ask(host, PORT, "");
            assertThat(answer.headers().firstValue("X-Version")).hasValue("1.0.0");
            assertThat(answer.headers().firstValue("X-Colour")).hasValue("blue");
            assertThat(answer.body()).startsWith("1.0.0 0 blue ");
            host.docker().text("rm", "-f", container);
        }
        assertThat(world.host(1).docker().text("info", "--format", "{{.Name}}")).isEqualTo("host1");
        assertThat(world.host(2).docker().text("info", "--format", "{{.Name}}")).isEqualTo("host2");
    }

    @Test
    void anEngineIsReachedByEveryAddressThatItHas() {
        Host host = world.host(1);
        Map<String, String> ssh = Map.of("DOCKER_HOST", host.ssh(), "PATH", world.path() + ":" + System.getenv("PATH"));
        Map<String, String> tls = Map.of(
                "DOCKER_HOST", host.tls(), "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "" + world.certificates());
        for (Map<String, String> way : List.of(ssh, tls, Map.of("DOCKER_HOST", host.tcp()))) {
            assertThat(new Command(List.of("docker"), way).text("info", "--format", "{{.Name}}"))
                    .isEqualTo("host1");
        }
        Map<String, String> stranger = Map.of("DOCKER_HOST", host.tls());
        assertThat(new Command(List.of("docker"), stranger).run("version").exit())
                .isNotZero();
    }

    @Test
    void aFrozenEngineSaysNothingAndItsContainersGoOn() throws IOException, InterruptedException {
        Host host = world.host(2);
        String container = serve(host, PORT + 1);
        host.engine().freeze();
        Command impatient =
                new Command(List.of("timeout", "2", "docker"), host.docker().environment());
        assertThat(impatient.run("version").exit()).isEqualTo(124);
        assertThat(ask(host, PORT + 1, "").statusCode()).isEqualTo(200);
        host.engine().thaw();
        host.docker().text("rm", "-f", container);
    }

    @Test
    void aKilledEngineIsStartedAgain() throws IOException, InterruptedException {
        Host host = world.host(2);
        serve(host, PORT + 2, "--restart=always");
        host.engine().kill();
        assertThat(host.docker().run("version").exit()).isNotZero();
        assertThat(ask(host, PORT + 2, "").statusCode()).isEqualTo(200);
        host.engine().start();
        awaitAnswer(host, PORT + 2);
        host.engine().restart();
        awaitAnswer(host, PORT + 2);
        host.docker().text("rm", "-f", "service-" + (PORT + 2));
    }

    @Test
    void aHostThatIsCutOffAnswersNobodyUntilItIsJoinedAgain() throws IOException, InterruptedException {
        Host host = world.host(1);
        serve(host, PORT + 3);
        host.cut();
        assertThat(reaches(host, PORT + 3)).isFalse();
        Command ssh = new Command(List.of(world.path() + "/ssh", "-o", "ConnectTimeout=1"), Map.of());
        assertThat(ssh.run(host.address(), "true").exit()).isEqualTo(255);
        assertThat(ssh.text(world.host(2).address(), "hostname")).isEqualTo("host2");
        host.join();
        assertThat(reaches(host, PORT + 3)).isTrue();
        host.docker().text("rm", "-f", "service-" + (PORT + 3));
    }

    @Test
    void whatIsWrittenOnAHostIsNotOnThisMachine() {
        Host host = world.host(1);
        String name = "written-by-" + world.name();
        host.run("sh", "-c", "echo here > /etc/" + name + "; mkdir -p /root/" + name);
        assertThat(host.run("cat", "/etc/" + name)).isEqualTo("here");
        assertThat(Path.of("/etc", name)).doesNotExist();
        assertThat(Path.of("/root", name)).doesNotExist();
        assertThat(world.host(2).run("ls", "/etc")).doesNotContain(name);
    }

    @Test
    void aFullDiskIsOfItsOwnHostAndWorldsAreStrangersEvenWhenEverythingWasKilled() throws IOException {
        World other = World.of(1, "64m");
        try (other) {
            assertThat(other.name()).isNotEqualTo(world.name());
            other.host(1).fill();
            assertThat(other.host(1).docker().run("pull", image).exit()).isNotZero();
            other.host(1).free();
            killEverything(other);
            assertThat(world.host(1).docker().run("version").exit()).isZero();
        }
        assertThat(leftOf(other)).isEmpty();
        other.close();
        assertThat(world.host(1).docker().run("version").exit()).isZero();
    }

    @Test
    void theRegistryAndTheProxiesEndAndStart() throws IOException, InterruptedException {
        world.registry().kill();
        assertThat(world.host(1)
                        .docker()
                        .run("pull", image.replace("@", ":none@"))
                        .exit())
                .isNotZero();
        world.registry().start();
        Host proxies = world.proxies();
        assertThat(ask(proxies, 8404, "").body()).isEqualTo("here");
        proxies.haproxy().stop();
        assertThat(reaches(proxies, 8404)).isFalse();
        proxies.haproxy().start();
        assertThat(reaches(proxies, 8404)).isTrue();
        Files.writeString(
                proxies.folder().resolve("nginx/conf.d/here.conf"), "server { listen 8080; return 200 there; }");
        proxies.nginx().reload();
        await().atMost(LIMIT).until(() -> reaches(proxies, 8080));
    }

    private String serve(Host host, int port, String... options) {
        Command run = host.docker()
                .with("run", "-d", "-q", "-e", "COLOUR=blue", "-p", port + ":8080", "--name", "service-" + port)
                .with(options);
        String container = run.text(image);
        awaitAnswer(host, port);
        return container;
    }

    private void awaitAnswer(Host host, int port) {
        await().atMost(LIMIT).until(() -> reaches(host, port));
    }

    private boolean reaches(Host host, int port) {
        try {
            return ask(host, port, "").statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> ask(Host host, int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + host.address() + ":" + port + "/" + path);
        return client.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(3)).build(), BodyHandlers.ofString());
    }

    private static void killEverything(World world) throws IOException {
        for (ProcessHandle process : processesOf(world)) {
            process.destroyForcibly();
        }
    }

    private static List<ProcessHandle> processesOf(World world) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+"))
                    .flatMap(name -> ProcessHandle.of(Long.parseLong(name)).stream())
                    .filter(process -> process.info()
                            .commandLine()
                            .filter(line -> line.contains(world.folder() + "/"))
                            .isPresent())
                    .toList();
        }
    }

    /** Whatever has the name of that world: processes, links, namespaces, rules, mounts, control groups, files. */
    private static List<String> leftOf(World world) throws IOException {
        String bridge = world.name().replace("w", "cdw");
        String group = "cdctl-world-" + world.name();
        Stream<String> lines = Stream.of(
                        new Command(List.of("ip", "-o", "link"), Map.of()).text(),
                        new Command(List.of("ip", "netns", "list"), Map.of()).text(),
                        new Command(List.of("iptables", "-S"), Map.of()).text(),
                        Files.readString(Path.of("/proc/self/mounts")),
                        new Command(List.of("find", "/sys/fs/cgroup", "-name", group), Map.of()).text())
                .flatMap(String::lines)
                .filter(line -> line.contains(" " + bridge)
                        || line.startsWith(bridge + "-")
                        || line.contains(group)
                        || line.contains(world.folder() + "/"));
        Stream<String> processes = processesOf(world).stream()
                .map(process ->
                        process.pid() + " " + process.info().commandLine().orElse(""));
        Stream<String> files = Stream.of(world.folder()).filter(Files::exists).map(Path::toString);
        return Stream.of(lines, processes, files).flatMap(each -> each).collect(Collectors.toList());
    }
}
