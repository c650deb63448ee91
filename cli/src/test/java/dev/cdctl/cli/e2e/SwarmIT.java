package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.cli.world.Command;
import dev.cdctl.cli.world.Host;
import dev.cdctl.cli.world.World;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Releases on a swarm of three nodes behind nginx and HAProxy, carried to users by the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SwarmIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Mix MIXED = new Mix(
            Map.of(
                    Kind.KEEP_ALIVE, 4,
                    Kind.NEW_CONNECTION, 3,
                    Kind.POST, 2,
                    Kind.SLOW, 2,
                    Kind.STREAM, 2,
                    Kind.WEBSOCKET, 2),
            300,
            400);
    /** What a proxy may ask somebody else when a computer goes in the middle of it. */
    private static final Mix READING = new Mix(Map.of(Kind.KEEP_ALIVE, 4, Kind.NEW_CONNECTION, 4), 300, 400);

    private final World world = World.of(3).swarm();
    private final Shop shop;
    private final URI url;
    /** The same by HAProxy. */
    private final URI balanced;

    SwarmIT(@TempDir Path folder) throws IOException {
        Path nginx = world.proxies().folder().resolve("nginx");
        Files.writeString(nginx.resolve("conf.d/cdctl.conf"), "include " + nginx.resolve("flags") + "/*.conf;\n");
        world.proxies().nginx().reload();
        shop = Shop.open(folder);
        url = URI.create("http://" + listen() + "/");
        balanced = URI.create("http://" + world.proxies().address() + ":8001/");
        shop.with("PATH", world.path() + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"))
                .with("DOCKER_HOST", world.host(1).socket());
        Files.writeString(folder.resolve("token"), "corréct horse");
        shop.write("pipeline.yaml", pipeline());
        shop.write(".gitignore", ".cdctl/\nservice\n");
        shop.write(".dockerignore", ".git\n");
        shop.write("books.conf", "shelves = 3\n");
        String service = new Command(List.of("../e2e/service/build"), Map.of()).text();
        Files.copy(
                Path.of(service.substring(service.lastIndexOf('\n') + 1)),
                shop.project().resolve("service"));
        release("1.0.0");
        release("1.1.0");
    }

    @AfterAll
    void close() {
        try {
            world.host(3).join();
            shop.close();
            assertThat(lines("service", "ls", "--format", "{{.Name}}")).isEmpty();
            assertThat(lines("secret", "ls", "--format", "{{.Name}}")).isEmpty();
            assertThat(lines("config", "ls", "--format", "{{.Name}}")).isEmpty();
            assertThat(lines("network", "ls", "--format", "{{.Name}}")).noneMatch(name -> name.startsWith("cdctl-"));
        } finally {
            world.close();
        }
    }

    @Test
    @Order(1)
    void aFirstReleaseIsAServiceWithItsCopiesOnNodes() {
        shop.deploy("1.0.0");

        assertThat(served()).isEqualTo("1.0.0");
        assertThat(lines("service", "ls", "--format", "{{.Name}} {{.Replicas}}"))
                .containsExactly("cdctl-shop-production-web-blue 2/2 (max 1 per node)");
        assertThat(lines("service", "ls", "--format", "{{.Image}}")).allMatch(image -> image.contains("@sha256:"));
        assertThat(ask("secret?name=TOKEN")).contains("TOKEN is a file of 14 bytes, mode 0400");
        assertThat(ask("env?name=MOTTO")).contains("{{ books }}");
        assertThat(shop.status()).contains("\"version\":\"1.0.0\"", "\"differences\":[]");
        assertThat(shop.done("deploy", "--release", "1.0.0").err()).doesNotContain("ok start");
    }

    @Test
    @Order(2)
    void noRequestFailsWhileReleasesComeAndGo() {
        live();
        int rounds = Figures.count(1, 20);
        try (Load load = Load.start(MIXED, url, balanced)) {
            for (int i = 0; i < rounds; i++) {
                shop.deploy("1.1.0");
                assertThat(served()).isEqualTo("1.1.0");
                assertThat(Question.ask(balanced).version()).isEqualTo("1.1.0");
                shop.done("flip", "blue");
                assertThat(served()).isEqualTo("1.0.0");
                shop.done("flip", "green");
                shop.done("rollback");
                assertThat(served()).isEqualTo("1.0.0");
                assertThat(Question.ask(balanced).version()).isEqualTo("1.0.0");
            }
            Load.Report report = load.stop();
            Figures.tell("a swarm, " + rounds + " deployments, " + 2 * rounds + " flips and " + rounds
                    + " rollbacks: failed requests " + report.failures().size() + ", answers " + report.counts());
            assertThat(report.failures()).isEmpty();
            assertThat(report.counts()).containsKeys(Kind.values());
        }
        assertThat(lines("service", "ls", "--format", "{{.Name}}"))
                .containsExactlyInAnyOrder("cdctl-shop-production-web-blue", "cdctl-shop-production-web-green");
    }

    @Test
    @Order(3)
    void noRequestFailsWhileANodeIsDrained() {
        live();
        try (Load load = Load.start(READING, url)) {
            docker("node", "update", "--availability", "drain", "host2");
            await().atMost(SOON).until(() -> !nodes().contains("host2"));
            awaitCopies();
            await().atMost(SOON).until(() -> shop.status().contains("\"differences\":[]"));
            tell("a node that is drained", load.stop());
        } finally {
            docker("node", "update", "--availability", "active", "host2");
        }
    }

    @Test
    @Order(8)
    @EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
    void aReleaseOfWhichACopyIsMovedWhileItIsWatchedStays() {
        live();
        shop.write("pipeline.yaml", pipeline().replace("watch: 500ms", "watch: 15s"));
        Started deployment = shop.start("deploy", "--release", "1.1.0");
        await().atMost(SOON).until(() -> served().equals("1.1.0"));
        String node = lines("service", "ps", "cdctl-shop-production-web-green", "--format", "{{.Node}}")
                .get(0);
        try {
            docker("node", "update", "--availability", "drain", node);
            Ended ended = deployment.end();
            assertThat(ended.exit()).as("%s", ended).isZero();
            assertThat(nodes()).doesNotContain(node);
            assertThat(served()).isEqualTo("1.1.0");
        } finally {
            docker("node", "update", "--availability", "active", node);
            shop.write("pipeline.yaml", pipeline());
        }
    }

    @Test
    @Order(4)
    void whatSomebodyScalesByHandIsToldAndComesBack() {
        live();
        List<String> before = lines("service", "ps", "-q", "cdctl-shop-production-web-blue");
        docker("service", "scale", "-d", "cdctl-shop-production-web-blue=1");
        await().atMost(SOON).until(() -> !shop.status().contains("\"differences\":[]"));
        shop.done("up");
        awaitCopies();
        assertThat(shop.status()).contains("\"differences\":[]");
        assertThat(lines("service", "ps", "-q", "cdctl-shop-production-web-blue"))
                .as("a copy that ran is not started anew")
                .anyMatch(before::contains);
    }

    @Test
    @Order(5)
    void aReleaseThatIsNotWellLeavesTheLiveOneAlone() {
        live();
        shop.write("Dockerfile", dockerfile("1.3.0", "exit=3"));
        shop.release("1.3.0");
        Ended dead = shop.cdctl("deploy", "--release", "1.3.0");
        assertThat(dead.exit()).as("%s", dead).isEqualTo(1);
        assertThat(dead.err()).contains("CD-514", "exit code 3", "told to exit with 3");
        if (Figures.count(0, 1) > 0) {
            whatTakesItsTimeToFail();
        }
        assertThat(served()).isEqualTo("1.0.0");
        assertThat(lines("service", "ls", "--format", "{{.Name}}")).containsExactly("cdctl-shop-production-web-blue");
    }

    private void whatTakesItsTimeToFail() {
        shop.write("Dockerfile", dockerfile("1.2.0", "unhealthy"));
        shop.release("1.2.0");
        Ended sick = shop.cdctl("deploy", "--release", "1.2.0");
        assertThat(sick.exit()).as("%s", sick).isEqualTo(1);
        assertThat(sick.err()).contains("CD-515");
        shop.write("pipeline.yaml", pipeline().replace("replicas: 2", "replicas: 4"));
        Ended many = shop.cdctl("deploy", "--release", "1.1.0");
        shop.write("pipeline.yaml", pipeline());
        assertThat(many.exit()).as("%s", many).isEqualTo(5);
        assertThat(many.err()).contains("CD-774");
    }

    @Test
    @Order(7)
    @EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
    void noRequestFailsWhenANodeIsGoneAndAnotherManagerIsAsked() {
        live();
        Host gone = world.host(3);
        try (Load load = Load.start(READING, url)) {
            gone.cut();
            await().atMost(SOON)
                    .until(() -> lines("node", "ls", "--format", "{{.Hostname}} {{.Status}}")
                            .contains("host3 Down"));
            awaitCopies();
            shop.deploy("1.1.0");
            assertThat(served()).isEqualTo("1.1.0");
            assertThat(shop.status()).contains("\"differences\":[]");
            tell("a node that is gone, and a deployment without it", load.stop());
        } finally {
            gone.join();
        }
        // The managers may need another leader then, and a swarm without one answers nothing.
        await().atMost(SOON.multipliedBy(5))
                .ignoreExceptions()
                .until(() -> lines("node", "ls", "--format", "{{.Hostname}} {{.Status}}")
                        .contains("host3 Ready"));
    }

    @Test
    @Order(6)
    void whatIsStoppedComesBackAndWhatIsOldIsPruned() {
        live();
        shop.done("stop");
        assertThat(lines("service", "ls", "-q")).isEmpty();
        assertThat(lines("secret", "ls", "-q")).isEmpty();
        shop.done("up");
        assertThat(served()).isEqualTo("1.0.0");
        shop.done("prune", "--keep", "1");
        assertThat(served()).isEqualTo("1.0.0");
        assertThat(lines("config", "ls", "-q")).hasSize(1);
    }

    @Test
    @Order(9)
    @EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
    void aSidecarComesAndGoesWithTheWebServiceOfItsColour() {
        live();
        shop.write("pipeline.yaml", withSidecar());
        try {
            shop.write("Dockerfile", dockerfile("2.0.0", ""));
            shop.write("cache.Dockerfile", dockerfile("cache-2.0.0", ""));
            shop.release("2.0.0");
            shop.deploy("2.0.0");
            assertThat(served()).isEqualTo("2.0.0");
            assertThat(lines("service", "ls", "--format", "{{.Name}} {{.Replicas}}"))
                    .contains("cdctl-shop-production-cache-green 2/2");
            assertThat(fromTheWebService("http://cache-green:8080/")).matches("cache-2.0.0 .* green .*\\s*");
            assertThat(shop.status()).contains("\"differences\":[]");

            shop.write("cache.Dockerfile", dockerfile("cache-2.1.0", "exit=3"));
            shop.release("2.1.0");
            Ended broken = shop.cdctl("deploy", "--release", "2.1.0");
            assertThat(broken.exit()).as("%s", broken).isEqualTo(1);
            assertThat(broken.err()).contains("cache", "exit code 3");
            assertThat(served()).isEqualTo("2.0.0");

            shop.done("rollback");
            assertThat(served()).isEqualTo("1.0.0");
            assertThat(shop.status()).contains("\"differences\":[]");
        } finally {
            shop.write("pipeline.yaml", pipeline());
        }
        shop.deploy("1.1.0");
        assertThat(lines("service", "ls", "--format", "{{.Name}}")).noneMatch(name -> name.contains("cache"));
    }

    private String withSidecar() {
        String image = "  - image: {name: shop, dockerfile: Dockerfile}\n";
        String health = "  health: {http: /health, every: 50ms, times: 2, within: 10s}\n";
        return pipeline()
                .replace(image, image + "  - image: {name: cache, dockerfile: cache.Dockerfile}\n")
                .replace("container: {port: 8080", "container: {image: shop, port: 8080")
                .replace("  replicas: 2\n" + health, "")
                .replace(
                        "  stop-timeout: 3s\n",
                        "  stop-timeout: 3s\n  roles:\n    web:\n      replicas: 2\n    " + health
                                + "    cache: {kind: sidecar, replicas: 2, container: {image: cache, memory: 32m}}\n");
    }

    /** What a copy of the green web service hears of somebody in its network. */
    private String fromTheWebService(String asked) {
        Host node = Stream.of(1, 2, 3)
                .map(world::host)
                .filter(host -> !web(host).isEmpty())
                .findFirst()
                .orElseThrow();
        return node.docker().text("exec", web(node).get(0), "/service", "fetch", asked);
    }

    private static List<String> web(Host node) {
        return node.docker()
                .text("ps", "-q", "--filter", "name=cdctl-shop-production-web-green")
                .lines()
                .toList();
    }

    /** Each test can run alone: the first release is live, whatever became of the tests before. */
    private void live() {
        if (Aftermath.of(shop)
                .live()
                .filter(live -> live.need("version").equals("1.0.0"))
                .isEmpty()) {
            shop.done("deploy", "--release", "1.0.0", "--allow-older");
        }
    }

    private void tell(String what, Load.Report report) {
        Figures.tell(
                "a swarm, " + what + ": failed requests " + report.failures().size() + ", answers " + report.counts());
        assertThat(report.failures()).isEmpty();
    }

    private void awaitCopies() {
        await().atMost(SOON)
                .until(() -> lines("service", "ls", "--format", "{{.Replicas}}").stream()
                        .allMatch(replicas -> replicas.startsWith("2/2")));
    }

    /** The nodes on which anything runs. */
    private List<String> nodes() {
        return lines("service", "ls", "-q").stream()
                .flatMap(id ->
                        lines("service", "ps", id, "--filter", "desired-state=running", "--format", "{{.Node}}")
                                .stream())
                .distinct()
                .toList();
    }

    private void release(String version) {
        shop.write("Dockerfile", dockerfile(version, ""));
        shop.release(version);
    }

    private static String dockerfile(String version, String behave) {
        return """
                FROM scratch
                COPY service release.txt /
                ENV VERSION="%s" BEHAVE="%s"
                ENTRYPOINT ["/service"]
                """.formatted(version, behave);
    }

    private String pipeline() {
        Path nginx = world.proxies().folder().resolve("nginx");
        Path haproxy = world.proxies().folder().resolve("haproxy");
        return """
                service: shop
                version: {from: git}
                package:
                  - image: {name: shop, dockerfile: Dockerfile}
                push: {images: "%s", images-http: true, archives: "file:../repository"}
                run:
                  container: {port: 8080, memory: 64m, placement: [node.hostname != nobody]}
                  env: {TOKEN: {secret: {file: ../token}}, MOTTO: "{{ books }}"}
                  config: [books.conf]
                  replicas: 2
                  health: {http: /health, every: 50ms, times: 2, within: 10s}
                  stop-timeout: 3s
                environments:
                  production:
                    target: swarm
                    hosts: ["%s", "%s", "%s"]
                    state: %s/srv/shop
                    routers:
                      - haproxy: {on: "%s", listen: "%s", socket: %s/admin.sock, folder: %s/cdctl, config: %s/haproxy.cfg, reload: "kill -USR2 $(cat %s/haproxy.pid)"}
                      - nginx: {flags: %s/flags, on: "%s", listen: "%s", timeout: 3s, command: nginx -p %s -c %s/nginx.conf}
                    ports: 20000-20099
                    drain: 2s
                    watch: 500ms
                """.formatted(
                        world.registryAddress(),
                        world.host(3).ssh(),
                        world.host(2).ssh(),
                        world.host(1).ssh(),
                        world.host(1).ssh(),
                        world.proxies().ssh(),
                        world.proxies().address() + ":8001",
                        haproxy,
                        haproxy,
                        haproxy,
                        haproxy,
                        nginx,
                        world.proxies().ssh(),
                        listen(),
                        nginx,
                        nginx);
    }

    private String listen() {
        return world.proxies().address() + ":8000";
    }

    private String served() {
        return ask("").split(" ", 2)[0];
    }

    private String ask(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String docker(String... words) {
        return world.host(1).docker().text(words);
    }

    private List<String> lines(String... words) {
        return docker(words).lines().toList();
    }
}
