package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.train.Unrehearsed;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import dev.cdctl.load.Service;
import dev.cdctl.servers.Consul;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Releases in containers of a real engine, carried to users by the packaged program. The image has a script only; the
 * Java that it starts is mounted from this machine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String DOCKERFILE = """
            FROM scratch
            COPY root /
            COPY start.sh release.txt /app/
            CMD ["/bin/sh", "/app/start.sh"]
            """;
    private static final Mix MIXED = new Mix(
            Map.of(Kind.KEEP_ALIVE, 3, Kind.NEW_CONNECTION, 3, Kind.POST, 2, Kind.SLOW, 2, Kind.STREAM, 2), 300, 400);

    private final Path top;
    private final Dockerd engine;
    private final Registry registry;
    private final List<Shop> shops = new ArrayList<>();

    ContainerIT(@TempDir Path top) throws IOException, InterruptedException {
        this.top = top;
        engine = Dockerd.start(top.resolve("engine"));
        registry = Registry.plain(top.resolve("registry"));
    }

    @AfterEach
    void close() {
        shops.forEach(Shop::close);
        shops.clear();
        assertThat(engine.text("ps", "-a", "-q")).isEmpty();
        assertThat(engine.text("network", "ls", "--format", "{{.Name}}")).doesNotContain("cdctl-");
    }

    @AfterAll
    void end() throws IOException, InterruptedException {
        registry.close();
        engine.close();
    }

    @Test
    void noRequestFailsWhileReleasesComeAndGo() throws Exception {
        Shop shop = shop("life", "");
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.deploy("1.0.0");
        assertThat(shop.served()).isEqualTo("1.0.0");

        try (Load load = Load.start(shop.port(), MIXED)) {
            shop.deploy("1.1.0");
            assertThat(shop.served()).isEqualTo("1.1.0");
            shop.done("rollback");
            assertThat(shop.served()).isEqualTo("1.0.0");
            shop.done("flip", "green");
            assertThat(shop.served()).isEqualTo("1.1.0");
            Load.Report report = load.stop();
            Figures.tell("a deployment, a rollback and a flip of containers: failed requests "
                    + report.failures().size() + ", answers " + report.counts());
            assertThat(report.failures()).isEmpty();
        }
        assertThat(shop.done("deploy", "--release", "1.1.0").err()).doesNotContain("ok start");
    }

    /** A list that lacks much of what is loaded makes an archive that gains nothing. */
    @Test
    void theLibrariesOfADeploymentAreInTheListForTheStartUpArchive() throws Exception {
        Path log = top.resolve("classes.txt");
        Shop shop = shop("classes", "");
        shop.release("1.0.0");
        shop.with("CDCTL_JAVA_OPTS", "-Xshare:off -Xlog:class+load:file=" + log).deploy("1.0.0");
        shop.without("CDCTL_JAVA_OPTS");
        List<String> loaded = Files.readAllLines(log).stream()
                .filter(line -> line.contains("source: file:"))
                .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").replaceFirst(" .*", ""))
                .filter(name -> name.startsWith("com.github.dockerjava.") || name.startsWith("com.fasterxml."))
                .filter(name -> !name.contains("Lambda"))
                .toList();
        List<String> listed = new ArrayList<>(Unrehearsed.libraries());
        assertThat(listed).isSorted().doesNotHaveDuplicates();
        listed.retainAll(loaded);
        assertThat(loaded).hasSizeGreaterThan(1000);
        assertThat(listed).hasSizeGreaterThan(loaded.size() * 9 / 10);
    }

    @Test
    void whatSomebodyStopsByHandIsToldAndComesBack() throws Exception {
        Shop shop = shop("hand", "");
        shop.release("1.0.0");
        shop.deploy("1.0.0");
        String name = engine.text("ps", "--format", "{{.Names}}");
        engine.text("stop", "-t", "5", name);

        assertThat(shop.status()).contains("\"differences\":[{");
        shop.done("up");
        assertThat(shop.served()).isEqualTo("1.0.0");
        shop.done("stop");
        assertThat(engine.text("ps", "-q")).isEmpty();
        assertThat(Question.ask(shop.port()).status()).isEqualTo(503);
        assertThat(engine.text("logs", name)).isNotNull();
        shop.done("up");
        assertThat(shop.served()).isEqualTo("1.0.0");
    }

    @Test
    void aBadReleaseIsNamedAndTheLiveOneGoesOn() throws Exception {
        Shop shop = shop("bad", ", memory: 200m");
        shop.release("1.0.0");
        shop.deploy("1.0.0");
        String live = engine.text("ps", "-q");
        String small = "java -XX:+UseSerialGC -Xmx16m -cp / Missing";

        assertThat(failed(shop, "1.1.0", "echo no; exit 3")).contains("CD-514", "exit code 3", "no");
        assertThat(failed(shop, "1.2.0", "sleep 1; exit 7")).contains("CD-514", "exit code 7");
        assertThat(failed(shop, "1.3.0", small)).contains("CD-514", "Missing");
        assertThat(failed(shop, "1.4.0", Shop.SERVES + " unhealthy")).contains("CD-515", "503");
        assertThat(failed(shop, "1.5.0", "exec perl -e '$x = \"x\" x 1e9; sleep 60'"))
                .contains("CD-514", "it used more memory than it may");

        assertThat(engine.text("ps", "-q")).isEqualTo(live);
        assertThat(shop.served()).isEqualTo("1.0.0");
    }

    @Test
    void aLinkedContainerIsStartedFirstAndReplacedOnlyWhenThatIsSaid() throws Exception {
        Shop shop = shop(
                "linked",
                ", linked: {db: {image: \"" + registry.address()
                        + "/linked/shop:1.0.0\", env: {A: a, PORT: \"80\"}, volumes: VOLUMES}}");
        shop.release("1.0.0");
        shop.deploy("1.0.0");
        String db = engine.text("ps", "-q", "--filter", "label=dev.cdctl.linked=db");
        assertThat(db).isNotEmpty();
        shop.release("1.1.0");
        shop.deploy("1.1.0");
        assertThat(engine.text("ps", "-q", "--filter", "label=dev.cdctl.linked=db"))
                .isEqualTo(db);

        shop.write("pipeline.yaml", shop.read("pipeline.yaml").replace("env: {A: a,", "env: {A: b,"));
        Ended refused = shop.cdctl("deploy", "--release", "1.1.0");
        assertThat(refused.exit()).as("%s", refused).isEqualTo(5);
        assertThat(refused.err()).contains("CD-520", "--replace-linked db");
        assertThat(shop.cdctl("deploy", "--release", "1.1.0", "--replace-linked", "dbs")
                        .exit())
                .isEqualTo(2);
        shop.done("deploy", "--release", "1.1.0", "--replace-linked", "db");
        assertThat(engine.text("ps", "-q", "--filter", "label=dev.cdctl.linked=db"))
                .isNotEmpty()
                .isNotEqualTo(db);
        assertThat(shop.served()).isEqualTo("1.1.0");
    }

    @Test
    void anEngineThatIsGoneChangesNothingAndIsNamed() throws Exception {
        Shop shop = shop("gone", "");
        shop.release("1.0.0");
        shop.deploy("1.0.0");
        shop.release("1.1.0");
        String good = shop.read("pipeline.yaml");
        shop.write("pipeline.yaml", good.replace(engine.host(), "unix:///nowhere/docker.sock"));
        Ended ended = shop.cdctl("deploy", "--release", "1.1.0");
        shop.write("pipeline.yaml", good);

        assertThat(ended.exit()).as("%s", ended).isEqualTo(4);
        assertThat(ended.err()).contains("CD-473", "web1");
        await().atMost(SOON).untilAsserted(() -> assertThat(shop.served()).isEqualTo("1.0.0"));
    }

    @Test
    void theCatalogueOfConsulIsRightAfterEachStep() throws Exception {
        try (Consul consul = Consul.start(Files.createDirectory(top.resolve("consul")));
                Shop shop = shop("registered", "")) {
            shops.remove(shop);
            shop.write(
                    "pipeline.yaml",
                    shop.read("pipeline.yaml").replace("watch: 1s", "watch: 0s\n    state: " + consul.url("cdctl")));
            shop.release("1.0.0");
            shop.release("1.1.0");
            shop.deploy("1.0.0");
            assertThat(registered(consul)).containsExactly("blue 1.0.0");
            shop.deploy("1.1.0");
            assertThat(registered(consul)).containsExactly("blue 1.0.0", "green 1.1.0");
            shop.done("rollback");
            assertThat(shop.served()).isEqualTo("1.0.0");
            shop.done("flip", "green");
            assertThat(shop.served()).isEqualTo("1.1.0");
            assertThat(registered(consul)).containsExactly("blue 1.0.0", "green 1.1.0");
            assertThat(shop.done("status").out()).contains("2 of 2 pass their checks");

            engine.text("rm", "-f", engine.text("ps", "-q", "--filter", "label=dev.cdctl.colour=green"));
            assertThat(shop.done("status").out()).contains("web.0.green.", "no instance of it runs");
            assertThat(shop.done("repair").out()).contains("started again: web-0 (green)");
            await().atMost(SOON).untilAsserted(() -> assertThat(shop.served()).isEqualTo("1.1.0"));
            assertThat(registered(consul)).containsExactly("blue 1.0.0", "green 1.1.0");
            shop.done("remove");
            assertThat(registered(consul)).isEmpty();
        }
    }

    /** {@code COLOUR RELEASE} of each entry, and {@code bad} when it does not pass its checks; sorted. */
    private static List<String> registered(Consul consul) throws IOException {
        Json.Arr items = (Json.Arr) JsonText.read(consul.ask("GET", "/v1/health/service/shop?consistent", ""));
        return items.items().stream()
                .map(Json.Obj.class::cast)
                .map(item -> {
                    Json.Obj meta =
                            item.object("Service").orElseThrow().object("Meta").orElseThrow();
                    boolean good = item.items("Checks").stream()
                            .allMatch(check -> ((Json.Obj) check).need("Status").equals("passing"));
                    return meta.need("colour") + " " + meta.need("release") + (good ? "" : " bad");
                })
                .sorted()
                .toList();
    }

    private static String failed(Shop shop, String version, String script) {
        shop.release(version, script);
        Ended ended = shop.cdctl("deploy", "--release", version);
        assertThat(ended.exit()).as("%s", ended).isEqualTo(1);
        return ended.err();
    }

    /** @param more what else is said of its container, where {@code VOLUMES} are those that the image needs to run */
    private Shop shop(String name, String more) throws IOException, URISyntaxException {
        Path folder = Files.createDirectory(top.resolve(name));
        Path classes = Path.of(Service.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path java = Path.of(System.getProperty("java.home", "/usr/lib/jvm")).toRealPath();
        String volumes = "[/usr:/usr:ro, /etc:/etc:ro, " + classes + ":" + classes + ":ro"
                + (java.startsWith("/usr") ? "" : ", " + java + ":" + java + ":ro")
                + "]";
        Shop shop = Shop.open(
                folder,
                usual -> usual.replace(
                                "  - archive: {name: shop, files: [start.sh, release.txt]}",
                                "  - image: {name: shop, dockerfile: Dockerfile}")
                        .replace(
                                "push: {archives:", "push: {images: " + registry.address() + "/" + name + ", archives:")
                        .replace(
                                "  command: ./start.sh",
                                "  env: {BIND: 0.0.0.0, PATH: \"" + java
                                        + "/bin:/usr/bin:/bin\"}\n  container: {volumes: " + volumes
                                        + more.replace("VOLUMES", volumes) + "}")
                        .replace("within: 30s", "within: 15s")
                        .replace(
                                "  production:\n",
                                "  production:\n    hosts: [{url: \"" + engine.host() + "\", name: web1}]\n"));
        shops.add(shop);
        shop.with("DOCKER_HOST", engine.host());
        shop.write("Dockerfile", DOCKERFILE);
        shop.write(".dockerignore", ".git\n");
        Path root = Files.createDirectory(shop.project().resolve("root"));
        for (String link : List.of("bin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(link), Path.of("usr/" + link));
        }
        return shop;
    }
}
