package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images, built by a real engine and pushed to a real registry by the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {
    private static final String DOCKERFILE = """
            FROM scratch
            COPY busybox /bin/busybox
            RUN ["/bin/busybox", "--install", "-s", "/bin"]
            ARG GREETING=none
            COPY . /www
            RUN echo "$GREETING" > /www/greeting
            CMD ["/bin/httpd", "-f", "-p", "8080", "-h", "/www"]
            """;
    private static final String SPEC = "name: shop, args: {GREETING: hi}";
    private static final String TEST =
            ", test: {health: {http: /index.html, port: 8080, within: 60s}, run: [/bin/grep, hi, /www/greeting]}";

    private final Path top;
    private final Dockerd engine;
    private final Registry registry;
    private final List<Shop> shops = new ArrayList<>();

    ImageIT(@TempDir Path top) throws IOException, InterruptedException {
        this.top = top;
        engine = Dockerd.start(top.resolve("engine"));
        registry = Registry.plain(top.resolve("registry"));
    }

    @AfterEach
    void close() {
        shops.forEach(Shop::close);
        shops.clear();
        assertThat(engine.leftovers()).isEmpty();
    }

    @AfterAll
    void end() throws IOException, InterruptedException {
        registry.close();
        engine.close();
    }

    @Test
    void anImageGoesFromItsSourcesToTheRegistryAndRunsByItsDigest() throws IOException {
        Shop shop = shop("whole", SPEC + TEST, registry.address() + "/team");
        shop.write("ignored.tmp", "not for the image");
        shop.release("1.0.0");

        Json.Obj image = image(shop);
        String digest = image.need("digest");
        assertThat(image.need("platform")).startsWith("linux/");
        String ref = registry.address() + "/team/shop@" + digest;
        assertThat(engine.text("pull", ref)).contains(digest);
        assertThat(engine.text("run", "--rm", "--network=none", ref, "/bin/ls", "/www"))
                .contains("index.html", "greeting")
                .doesNotContain("ignored.tmp");
        String labels = engine.text("inspect", "--format", "{{json .Config.Labels}}", ref);
        assertThat(labels)
                .contains("\"org.opencontainers.image.version\":\"1.0.0\"")
                .contains("\"org.opencontainers.image.revision\":\"" + head(shop) + "\"")
                .contains("org.opencontainers.image.created");
        assertThat(engine.text("history", "--no-trunc", ref)).contains("GREETING=hi");
    }

    @Test
    void nothingChangedBuildsExportsAndSendsNothing() throws IOException {
        Shop shop = shop("again", SPEC + TEST, registry.address() + "/again");
        shop.release("1.0.0");
        String before = Files.readString(shop.project().resolve(".cdctl/release.json"));
        int asked = registry.requests().size();

        Ended again = shop.done("run", "--to", "push");

        assertThat(again.err())
                .contains("same image as before", "skipped push-image-shop: already done", "skipped push: already done")
                .doesNotContain("Running in");
        assertThat(registry.requests().subList(asked, registry.requests().size()))
                .containsExactly("GET /v2/ 200", "HEAD /v2/again/shop/manifests/1.0.0 200");
        assertThat(Files.readString(shop.project().resolve(".cdctl/release.json")))
                .isEqualTo(before);
    }

    @Test
    void theSameImageInAnotherJobIsAlreadyThereAndATagIsMovedOnlyWhenAskedTo() throws IOException {
        Shop shop = shop("tag", SPEC, registry.address() + "/tag");
        shop.release("1.0.0");
        String first = image(shop).need("digest");
        shop.with("DOCKER_HOST", "unix:///nowhere/docker.sock");
        assertThat(shop.done("run", "push").err()).contains("already done");

        shop.with("DOCKER_HOST", engine.host());
        shop.write("index.html", "another");
        shop.git("commit", "-q", "-am", "another");
        shop.git("tag", "-f", "v1.0.0");
        shop.done("run", "package");
        String second = image(shop).need("digest");
        Ended refused = shop.cdctl("push");
        assertThat(refused.exit()).as("%s", refused).isEqualTo(5);
        assertThat(refused.err()).contains("CD-484", first, second);

        Ended moved = shop.cdctl("push", "--move-tag");
        assertThat(moved.err()).contains("ok push-image-shop");
        assertThat(engine.text("pull", registry.address() + "/tag/shop:1.0.0")).contains(second);
    }

    @Test
    void aPushThatIsKilledIsFinishedByTheNextOne() throws IOException {
        Shop shop = shop("killed", SPEC, registry.address() + "/killed");
        byte[] noise = new byte[80 * 1024 * 1024];
        new Random(7).nextBytes(noise);
        Files.write(shop.project().resolve("noise"), noise);
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "noise");
        shop.git("tag", "v1.0.0");
        shop.done("run", "package");

        Started push = shop.start("push");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> registry.requests().stream().anyMatch(each -> each.startsWith("PATCH /v2/killed/")));
        push.process().destroyForcibly();
        push.end();
        assertThat(registry.requests()).noneMatch(each -> each.startsWith("PUT /v2/killed/shop/manifests"));

        shop.done("push");
        assertThat(engine.text("pull", registry.address() + "/killed/shop:1.0.0"))
                .contains(image(shop).need("digest"));
    }

    @Test
    void aManifestThatIsSwappedOnTheWayIsRefused() throws IOException {
        try (SwappingProxy proxy = SwappingProxy.before(registry)) {
            Shop shop = shop("swapped", SPEC, proxy.address() + "/swapped");
            commit(shop, "1.0.0");
            Ended refused = shop.cdctl("run", "--to", "push");
            assertThat(refused.exit()).as("%s", refused).isEqualTo(1);
            assertThat(refused.err()).contains("CD-485");
            assertThat(registry.requests()).noneMatch(each -> each.startsWith("PUT /v2/swapped/shop/manifests/1.0.0"));
        }
    }

    @Test
    void aRegistryWithTlsIsPushedToWithTheLoginThatDockerLeft() throws IOException, InterruptedException {
        try (Registry secure = Registry.secure(top.resolve("registry-secure"), "ana", "correct-horse")) {
            Shop shop = shop("secure", SPEC, secure.address() + "/team, images-ca: '" + secure.ca() + "'");
            commit(shop, "1.0.0");
            shop.done("run", "package");

            Ended nobody = shop.cdctl("push");
            assertThat(nobody.exit()).as("%s", nobody).isEqualTo(4);
            assertThat(nobody.err()).contains("CD-483", "there is no login");

            login(shop, secure.address(), "ana:battery-staple");
            Ended wrong = shop.cdctl("push");
            assertThat(wrong.exit()).as("%s", wrong).isEqualTo(4);
            assertThat(wrong.err()).contains("CD-483").doesNotContain("battery-staple");

            login(shop, secure.address(), "ana:correct-horse");
            assertThat(shop.done("push").err()).contains("ok push-image-shop").doesNotContain("correct-horse");
        }
    }

    @Test
    void aCredentialHelperIsAskedForTheLogin() throws IOException, InterruptedException {
        try (Registry secure = Registry.secure(top.resolve("registry-helped"), "ana", "correct-horse")) {
            Shop shop = shop("helped", SPEC, secure.address() + "/team, images-ca: '" + secure.ca() + "'");
            Path helper = shop.home().resolve("docker-credential-test");
            Files.writeString(helper, """
                    #!/bin/sh
                    [ "$1" = get ] && [ "$(cat)" = "%s" ] || { echo credentials not found in native keychain; exit 1; }
                    echo '{"ServerURL":"x","Username":"ana","Secret":"correct-horse"}'
                    """.formatted(secure.address()));
            assertThat(helper.toFile().setExecutable(true)).isTrue();
            shop.with("PATH", shop.home() + ":" + System.getenv("PATH"));
            Files.createDirectories(shop.home().resolve(".docker"));
            Files.writeString(shop.home().resolve(".docker/config.json"), "{\"credsStore\":\"test\"}");
            shop.release("1.0.0");
            assertThat(secure.requests()).contains("PUT /v2/team/shop/manifests/1.0.0 201");
        }
    }

    @Test
    void aTestThatFailsShowsWhatTheImageSaidAndLeavesNothingBehind() throws IOException {
        Shop unhealthy =
                shop("unhealthy", SPEC + ", test: {health: {http: /none, port: 8080, within: 2s}}", registry.address());
        commit(unhealthy, "1.0.0");
        Ended first = unhealthy.cdctl("package");
        assertThat(first.exit()).as("%s", first).isEqualTo(1);
        assertThat(first.err()).contains("CD-479", "/none: 404", "pipeline.yaml:");
        assertThat(engine.leftovers()).isEmpty();

        Shop wrong =
                shop("wrong", SPEC + ", test: {run: [/bin/sh, -c, echo out of order; exit 3]}", registry.address());
        commit(wrong, "1.0.0");
        Ended second = wrong.cdctl("package");
        assertThat(second.exit()).as("%s", second).isEqualTo(1);
        assertThat(second.err()).contains("CD-480", "exit status 3", "out of order");

        Shop dead =
                shop("dead", SPEC + ", test: {health: {command: [/bin/true]}, run: [/bin/false]}", registry.address());
        commit(dead, "1.0.0");
        assertThat(dead.cdctl("package").err()).contains("CD-480", "exit status 1");
    }

    @Test
    void whatAKilledOrCancelledTestLeftIsRemoved() throws IOException {
        Shop shop = shop("left", SPEC + ", test: {health: {http: /none, port: 8080, within: 2m}}", registry.address());
        commit(shop, "1.0.0");
        Started killed = shop.start("package");
        await().atMost(Duration.ofMinutes(1)).until(() -> !running().isEmpty());
        killed.process().destroyForcibly();
        killed.end();
        String left = running();
        assertThat(left).isNotEmpty();

        Started cancelled = shop.start("package");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !running().isEmpty() && !running().contains(left));
        cancelled.process().destroy();
        assertThat(cancelled.end().exit()).isEqualTo(143);
        assertThat(engine.leftovers()).isEmpty();
    }

    @Test
    void aScriptCanMakeTheImageInTheEngineOrAsAFile() throws IOException {
        String test = ", test: {run: [/bin/grep, none, /www/greeting]}";
        Shop inEngine =
                shop("script", "name: shop, build: 'docker build -t $CDCTL_IMAGE .'" + test, registry.address() + "/s");
        inEngine.release("1.0.0");
        Shop asFile = shop(
                "file",
                "name: shop, build: 'docker build -q -t left . && docker save -o $CDCTL_IMAGE_LAYOUT left'" + test,
                registry.address() + "/f");
        asFile.release("1.0.0");
        Path layout = inEngine.project().resolve(".cdctl/dist/shop.oci");
        Shop asLayout = shop(
                "layout",
                "name: shop, build: 'cp -r " + layout + " $CDCTL_IMAGE_LAYOUT'" + test,
                registry.address() + "/l");
        asLayout.release("1.0.0");
        assertThat(image(asLayout).need("digest")).isEqualTo(image(inEngine).need("digest"));

        Shop nothing = shop("nothing", "name: shop, build: 'echo nothing'", registry.address());
        commit(nothing, "1.0.0");
        Ended none = nothing.cdctl("package");
        assertThat(none.exit()).as("%s", none).isEqualTo(1);
        assertThat(none.err()).contains("CD-478");
    }

    @Test
    void targetPlatformLabelsAndCacheAreThoseThatAreWritten() throws IOException {
        Shop shop = shop(
                "exact",
                "name: shop, target: first, platform: linux/arm64, labels: {com.example.team: shelf},"
                        + " cache-from: ['${CACHE}']",
                registry.address() + "/exact");
        shop.write("Dockerfile", """
                FROM scratch AS first
                COPY index.html /first.html
                FROM scratch
                COPY index.html /second.html
                """);
        commit(shop, "1.0.0");
        shop.with("CACHE", "nothing:1");
        assertThat(shop.done("package").err()).contains("first.html").doesNotContain("Using cache", "second.html");
        assertThat(image(shop).need("platform")).isEqualTo("linux/arm64");

        String project = shop.project().toString();
        engine.text("build", "-q", "--target", "first", "--platform", "linux/arm64", "-t", "cache:1", project);
        shop.with("CACHE", "cache:1");
        assertThat(shop.done("package").err()).contains("Using cache");
        shop.done("push");
        String ref = registry.address() + "/exact/shop@" + image(shop).need("digest");
        engine.text("pull", "--platform", "linux/arm64", ref);
        assertThat(engine.text("inspect", "--format", "{{json .Config.Labels}}", ref))
                .contains("\"com.example.team\":\"shelf\"", "\"org.opencontainers.image.version\":\"1.0.0\"");
    }

    @Test
    void anImageIsBuiltFromOneOfAPrivateRegistry() throws IOException, InterruptedException {
        try (Registry secure = Registry.secure(top.resolve("registry-base"), "ana", "correct-horse")) {
            Shop base = shop("base", "name: base", secure.address() + ", images-ca: '" + secure.ca() + "'");
            base.write("Dockerfile", "FROM scratch\nCOPY release.txt /base.txt\n");
            base.write(".dockerignore", "");
            login(base, secure.address(), "ana:correct-horse");
            base.release("1.0.0");
            Shop shop = shop("derived", "name: derived", registry.address());
            shop.write("Dockerfile", "FROM " + secure.address() + "/base:1.0.0\nCOPY index.html /\n");
            engine.run("rmi", "-f", secure.address() + "/base:1.0.0");
            commit(shop, "1.0.0");
            assertThat(shop.cdctl("package").err()).contains("CD-474");
            login(shop, secure.address(), "ana:correct-horse");
            assertThat(shop.done("package").err()).contains("ok image-derived").doesNotContain("correct-horse");
        }
    }

    @Test
    void noneOfTwentySecretsIsInLayersConfigurationHistoryOrRegistry() throws IOException {
        String stage = "stages:\n  unit:\n    run: 'env | grep SEED_'\n    env:\n";
        StringBuilder env = new StringBuilder();
        Shop shop = shop(
                "seeded",
                SPEC + TEST + "}\n  - image: {name: script, build: 'env > seen; docker build -q -t $CDCTL_IMAGE"
                        + " --label \"given=$(env)\" .'",
                registry.address() + "/seeded");
        List<String> seeds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String seed = "seed-of-secret-" + i * 7919 + "-end";
            seeds.add(seed);
            Files.writeString(shop.project().resolveSibling("vault-" + i), seed);
            String source = "{file: ../vault-" + i + "}";
            if (i % 2 == 0) {
                shop.with("HANDED_" + i, seed);
                source = "{env: HANDED_" + i + "}";
            }
            env.append("      SEED_" + i + ": {secret: " + source + "}\n");
        }
        shop.write("pipeline.yaml", shop.read("pipeline.yaml").replace("package:", stage + env + "package:"));
        shop.write("Dockerfile", DOCKERFILE + "RUN env > /built-with\n");
        shop.release("1.0.0");

        for (String name : List.of("shop", "script")) {
            engine.text("pull", registry.address() + "/seeded/" + name + ":1.0.0");
        }
        String all = unpacked(shop.project().resolve(".cdctl/dist"))
                + unpacked(top.resolve("registry/data"))
                + engine.text("history", "--no-trunc", registry.address() + "/seeded/script:1.0.0")
                + engine.text("inspect", registry.address() + "/seeded/shop:1.0.0");
        assertThat(all).contains("CDCTL_IMAGE", "GREETING=hi", "SEED_3=***");
        for (String seed : seeds) {
            assertThat(all)
                    .doesNotContain(seed, Base64.getEncoder().encodeToString(seed.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The bytes of every file, as characters; what is packed by gzip is unpacked, as far as it goes. */
    private static String unpacked(Path folder) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                boolean packed = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
                try (InputStream in = packed
                        ? new GZIPInputStream(new ByteArrayInputStream(bytes))
                        : new ByteArrayInputStream(bytes)) {
                    byte[] part = new byte[8192];
                    for (int length = in.read(part); length > 0; length = in.read(part)) {
                        all.append(new String(part, 0, length, StandardCharsets.ISO_8859_1));
                    }
                } catch (EOFException e) {
                    // An upload that another test broke off.
                    all.append('\n');
                }
            }
        }
        return all.toString();
    }

    @Test
    void aBuildThatFailsRepeatsItsLastLines() throws IOException {
        Shop shop = shop("broken", SPEC, registry.address());
        shop.write("Dockerfile", DOCKERFILE + "RUN echo it is the paper jam; exit 7\n");
        commit(shop, "1.0.0");
        Ended failed = shop.cdctl("package");
        assertThat(failed.exit()).as("%s", failed).isEqualTo(1);
        assertThat(failed.err()).contains("CD-474", "returned a non-zero code: 7", "the whole log is");
        assertThat(failed.err().split("it is the paper jam", -1)).hasSizeGreaterThan(3);

        shop.git("rm", "-q", "Dockerfile");
        shop.git("commit", "-q", "-m", "no Dockerfile");
        assertThat(shop.cdctl("package").err()).contains("CD-475");
    }

    @Test
    void withoutAnEngineNothingHappensAndTheExitCodeSaysSo() throws IOException {
        Shop shop = shop("alone", SPEC, registry.address());
        commit(shop, "1.0.0");
        shop.with("DOCKER_HOST", "unix:///nowhere/docker.sock");
        Ended alone = shop.cdctl("package");
        assertThat(alone.exit()).as("%s", alone).isEqualTo(4);
        assertThat(alone.err()).contains("CD-473", "unix:///nowhere/docker.sock (DOCKER_HOST)");
    }

    @Test
    void aReleaseOfImagesAloneIsPushedAndNotDeployed() throws IOException {
        Shop shop = shop("only", SPEC, registry.address() + "/only");
        shop.write(
                "pipeline.yaml",
                Files.readString(shop.project().resolve("pipeline.yaml")).replaceFirst("  - archive:.*\n", ""));
        assertThat(shop.done("validate").out()).contains("only images are packaged");
        shop.release("1.0.0");
        assertThat(shop.done("plan").out()).contains("only images are packaged");
        Ended refused = shop.cdctl("deploy");
        assertThat(refused.exit()).as("%s", refused).isEqualTo(5);
        assertThat(refused.err()).contains("CD-489");
    }

    private Shop shop(String name, String image, String to) throws IOException {
        Path folder = Files.createDirectory(top.resolve(name));
        Shop shop = Shop.open(
                folder,
                usual -> usual.replace(
                        "push: {archives:", "  - image: {" + image + "}\npush: {images: " + to + ", archives:"));
        shops.add(shop);
        shop.with("DOCKER_HOST", engine.host());
        shop.write("Dockerfile", DOCKERFILE);
        shop.write(".dockerignore", "*.tmp\n.git\nrelease.txt\n");
        shop.write("index.html", name);
        shop.write("release.txt", name);
        Files.copy(busybox(), shop.project().resolve("busybox"));
        assertThat(shop.project().resolve("busybox").toFile().setExecutable(true))
                .isTrue();
        return shop;
    }

    private static Path busybox() {
        return Files.exists(Path.of("/bin/busybox")) ? Path.of("/bin/busybox") : Path.of("/usr/bin/busybox");
    }

    private static void commit(Shop shop, String version) {
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "release " + version);
        shop.git("tag", "v" + version);
    }

    private static String head(Shop shop) throws IOException {
        return JsonText.readObject(Files.readString(shop.project().resolve(".cdctl/release.json")))
                .object("release")
                .orElseThrow()
                .need("commit");
    }

    private static Json.Obj image(Shop shop) throws IOException {
        return (Json.Obj) JsonText.readObject(Files.readString(shop.project().resolve(".cdctl/release.json")))
                .object("release")
                .orElseThrow()
                .items("images")
                .get(0);
    }

    private static void login(Shop shop, String host, String login) throws IOException {
        Files.createDirectories(shop.home().resolve(".docker"));
        String auth = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                shop.home().resolve(".docker/config.json"),
                "{\"auths\":{\"" + host + "\":{\"auth\":\"" + auth + "\"}}}");
    }

    private String running() {
        return engine.text("ps", "-q", "--filter", "label=dev.cdctl.test.owner");
    }
}
