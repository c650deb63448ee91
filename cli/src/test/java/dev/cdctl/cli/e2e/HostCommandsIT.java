package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.load.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked of two engines and the containers on them, by the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostCommandsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String DOCKERFILE = """
            FROM scratch
            COPY root /
            COPY start.sh release.txt /app/
            CMD ["/bin/sh", "/app/start.sh"]
            """;

    private final Path top;
    private final Dockerd first;
    private final Dockerd second;
    private final Registry registry;
    private final Shop shop;

    HostCommandsIT(@TempDir Path top) throws IOException, InterruptedException, URISyntaxException {
        this.top = top;
        first = Dockerd.start(top.resolve("engine1"));
        second = Dockerd.start(top.resolve("engine2"));
        registry = Registry.plain(top.resolve("registry"));
        shop = shop();
        shop.release("1.0.0");
        shop.deploy("1.0.0");
    }

    @AfterAll
    void end() throws IOException, InterruptedException {
        shop.close();
        registry.close();
        first.close();
        second.close();
    }

    @Test
    void aCommandRunsInTheInstanceThatIsMeant() {
        assertThat(exec("cat", "/app/release.txt").out()).isEqualTo("1.0.0\n");
        Ended failing = exec("sh", "-c", "echo out; echo err >&2; exit 7");
        assertThat(failing.exit()).isEqualTo(7);
        assertThat(failing.out()).isEqualTo("out\n");
        assertThat(failing.err()).isEqualTo("err\n");

        String place = "--host";
        String one = words("exec", place, "web1", "-e", "production", "--", "hostname")
                .out()
                .strip();
        String two = words("exec", place, "web2", "-e", "production", "--", "hostname")
                .out()
                .strip();
        assertThat(first.text("ps", "-q")).contains(one);
        assertThat(second.text("ps", "-q")).contains(two);
        Ended none = words("exec", place, "web3", "-e", "production", "--", "true");
        assertThat(none.exit()).as("%s", none).isEqualTo(5);
        assertThat(none.err()).contains("CD-723", "web-0 (blue) on web1 1.0.0");
    }

    @Test
    void whatIsPipedIntoACommandIsReadAndSecretsAreMasked() {
        Ended piped = shop.run("sh", "-c", "printf 'a\\nb' | " + Program.FILE + " exec -i -e production -- cat")
                .end();
        assertThat(piped.out()).as("%s", piped).isEqualTo("a\nb");
        assertThat(exec("cat", "/run/secrets/TOKEN").out()).isEqualTo("***");
        Json.Obj json =
                JsonText.readObject(words("exec", "-o", "json", "-e", "production", "--", "sh", "-c", "echo x; exit 3")
                        .out());
        assertThat(json.needNumber("status")).isEqualTo(3);
        assertThat(json.need("kind")).isEqualTo("exec");
        Ended missing = exec("no-such-program");
        assertThat(missing.exit()).as("%s", missing).isIn(126, 127, 1);
    }

    @Test
    void theLinesOfAllHostsAreFollowedUntilSomebodyStops() throws Exception {
        Started following = shop.run(Program.FILE.toString(), "logs", "-f", "-e", "production");
        try {
            for (String host : List.of("web1", "web2")) {
                await().atMost(SOON).until(() -> {
                    words("exec", "--host", host, "-e", "production", "--", "sh", "-c", "echo said > /proc/1/fd/1");
                    return Files.readString(following.out()).contains(host + "/web-0 (blue)  said\n");
                });
            }
            long since = System.nanoTime();
            new ProcessBuilder("kill", "-INT", Long.toString(following.process().pid()))
                    .start()
                    .waitFor();
            Ended ended = following.end();
            Figures.tell("logs --follow of two hosts ends after INT: ms "
                    + Duration.ofNanos(System.nanoTime() - since).toMillis());
            assertThat(ended.exit()).as("%s", ended).isZero();
        } finally {
            following.process().destroyForcibly();
        }
    }

    @Test
    void goodHostsAreWellAndAPortThatSomebodyTookIsNamed() throws IOException {
        Ended good = words("host", "check", "-e", "production");
        assertThat(good.exit()).as("%s", good).isZero();
        assertThat(good.out())
                .contains("web1\n", "web2\n", "Docker Engine 20.10", "where images lie", "clock", "0 wrong")
                .contains("the network of the environment is there");

        String container = second.text("ps", "-q");
        String port = second.text("inspect", "--format", "{{index .Config.Labels \"dev.cdctl.address\"}}", container)
                .replaceFirst(".*:", "");
        second.text("stop", "-t", "5", container);
        try (ServerSocket taken = new ServerSocket(Integer.parseInt(port), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            Ended bad = words("host", "check", "web2", "-e", "production", "-o", "json");
            assertThat(bad.exit()).as("%s", bad).isEqualTo(1);
            assertThat(bad.out()).contains("port " + port + ", which belongs to web-0 (blue), is held by");
            assertThat(bad.out()).doesNotContain("web1");
        }
        shop.done("up");
        Ended unknown = words("host", "check", "web9", "-e", "production");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("CD-695", "web1, web2");
    }

    @Test
    void theHostsAreToldAtTheEndAlsoOfWhatFailed() {
        shop.release("1.1.0", "echo cannot open the database; exit 3");
        Ended failed = words("deploy", "--release", "1.1.0", "-e", "production", "-o", "json");

        assertThat(failed.exit()).as("%s", failed).isEqualTo(1);
        assertThat(failed.err()).contains("hosts of shop in production:", "web1", "web2");
        Json.Obj json = JsonText.readObject(failed.out());
        List<Json.Obj> rows =
                json.items("hosts").stream().map(Json.Obj.class::cast).toList();
        assertThat(rows).extracting(row -> row.need("host")).containsExactly("web1", "web2");
        assertThat(rows).extracting(row -> row.need("after")).containsOnly("1.0.0");
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.need("state")).isEqualTo("failed");
            assertThat(row.items("lines")).contains(Json.of("cannot open the database"));
        });
    }

    private Ended exec(String... command) {
        List<String> all = new ArrayList<>(List.of("exec", "-e", "production", "--"));
        all.addAll(List.of(command));
        return words(all.toArray(new String[0]));
    }

    /** Runs cdctl with these words and no others. */
    private Ended words(String... words) {
        List<String> all = new ArrayList<>(List.of(Program.FILE.toString()));
        all.addAll(List.of(words));
        return shop.run(all.toArray(new String[0])).end();
    }

    private Shop shop() throws IOException, URISyntaxException {
        Path classes = Path.of(Service.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path java = Path.of(System.getProperty("java.home", "/usr/lib/jvm")).toRealPath();
        String volumes = "/usr:/usr:ro, /etc:/etc:ro, " + classes + ":" + classes + ":ro"
                + (java.startsWith("/usr") ? "" : ", " + java + ":" + java + ":ro");
        String hosts = "[{url: \"" + first.host() + "\", name: web1}, {url: \"" + second.host() + "\", name: web2}]";
        Shop made = Shop.open(
                Files.createDirectory(top.resolve("shop")),
                usual -> usual.replace(
                                "  - archive: {name: shop, files: [start.sh, release.txt]}",
                                "  - image: {name: shop, dockerfile: Dockerfile}")
                        .replace("push: {archives:", "push: {images: " + registry.address() + "/shop, archives:")
                        .replace(
                                "  command: ./start.sh",
                                "  env: {BIND: 0.0.0.0, TOKEN: {secret: {env: SHOP_TOKEN}}, PATH: \"" + java
                                        + "/bin:/usr/bin:/bin\"}\n  container: {volumes: [" + volumes + "]}")
                        .replace("  production:\n", "  production:\n    hosts: " + hosts + "\n"));
        made.with("DOCKER_HOST", first.host()).with("SHOP_TOKEN", "correct-horse-battery");
        made.write("Dockerfile", DOCKERFILE);
        made.write(".dockerignore", ".git\n");
        Path root = Files.createDirectory(made.project().resolve("root"));
        for (String link : List.of("bin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(link), Path.of("usr/" + link));
        }
        return made;
    }
}
