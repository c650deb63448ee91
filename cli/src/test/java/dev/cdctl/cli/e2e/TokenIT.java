package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.servers.Fault;
import dev.cdctl.servers.Toxic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real registry that lets nobody in without a token, which another server gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenIT {
    /** More than two of the chunks in which large layers are sent. */
    private static final int LARGE = 40 * 1024 * 1024;

    private final Path top;
    private final Dockerd engine;
    private final TokenServer tokens;
    private final Registry registry;
    private final List<Shop> shops = new ArrayList<>();

    TokenIT(@TempDir Path top) throws IOException, InterruptedException, GeneralSecurityException {
        this.top = top;
        engine = Dockerd.start(top.resolve("engine"));
        tokens = TokenServer.start(top.resolve("tokens"));
        tokens.let("ana", "correct-horse", "pull,push");
        tokens.let("bob", "battery-staple", "pull");
        registry = Registry.token(top.resolve("registry"), tokens);
    }

    @AfterEach
    void close() {
        shops.forEach(Shop::close);
        shops.clear();
        tokens.last(Duration.ofHours(1));
    }

    @AfterAll
    void end() throws IOException, InterruptedException {
        registry.close();
        tokens.close();
        engine.close();
    }

    @Test
    void anImageIsPushedSignedAndReadWithTokensForALogin() throws IOException, InterruptedException {
        Shop shop = shop("whole", registry.address());
        login(shop, registry.address(), "ana:correct-horse");
        Registry.run(
                top.resolve("whole"),
                "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.key");
        Registry.run(top.resolve("whole"), "openssl ec -in release.key -pubout -out release.pub");
        shop.write("pipeline.yaml", shop.read("pipeline.yaml") + "sign: {key: ../release.key}\n");
        commit(shop, "1.0.0");

        Ended pushed = shop.done("run", "--to", "push");
        assertThat(pushed.err()).contains("ok push-image-shop", "ok sign-image-shop");
        assertThat(pushed.toString()).doesNotContain("correct-horse", "eyJ");
        assertThat(tokens.given()).contains("ana repository:whole/shop:pull,push");
        assertThat(shop.done("push").err()).contains("skipped push-image-shop: already done");
        assertThat(shop.done("verify-artifact", "--release", "1.0.0", "--key", "../release.pub")
                        .out())
                .contains("ok     signature of image shop: by ../release.pub");

        engine.text("login", "-u", "ana", "-p", "correct-horse", registry.address());
        engine.text("pull", registry.address() + "/whole/shop:1.0.0");
        engine.text("logout", registry.address());
    }

    @Test
    void aStageRunsInAnImageThatIsPulledWithAToken() throws IOException {
        Shop made = shop("tools", registry.address());
        login(made, registry.address(), "ana:correct-horse");
        made.release("1.0.0");
        String pinned = registry.address() + "/tools/shop@"
                + made.read(".cdctl/release.json").replaceAll("(?s).*\"images\".*?\"(sha256:[0-9a-f]{64})\".*", "$1");
        engine.text("system", "prune", "-a", "-f");

        Shop shop = shop("stage", registry.address());
        shop.write(
                "pipeline.yaml",
                shop.read("pipeline.yaml")
                        .replace("package:", "stages:\n  unit: {image: '" + pinned + "', run: cat /text}\npackage:"));
        commit(shop, "1.0.0");
        Ended nobody = shop.cdctl("run", "unit");
        assertThat(nobody.exit()).as("%s", nobody).isEqualTo(4);
        assertThat(nobody.err()).contains("CD-313");
        login(shop, registry.address(), "bob:battery-staple");
        assertThat(shop.done("run", "unit").err()).contains("pulling " + pinned, "text of tools", "ok unit");
    }

    @Test
    void anIdentityTokenIsTradedForOne() throws IOException {
        Shop shop = shop("identity", registry.address());
        Files.createDirectories(shop.home().resolve(".docker"));
        Files.writeString(
                shop.home().resolve(".docker/config.json"),
                "{\"auths\":{\"" + registry.address() + "\":{\"identitytoken\":\"identity-of-ana\"}}}");
        commit(shop, "1.0.0");
        assertThat(shop.done("run", "--to", "push").err()).doesNotContain("identity-of-ana");
        assertThat(tokens.given()).contains("ana repository:identity/shop:pull,push");
    }

    @Test
    void whoMayNotPushIsToldSo() throws IOException {
        Shop shop = shop("refused", registry.address());
        commit(shop, "1.0.0");
        shop.done("run", "package");
        for (String login : List.of("", "ana:wrong-horse", "bob:battery-staple")) {
            login(shop, registry.address(), login);
            Ended refused = shop.cdctl("push");
            assertThat(refused.exit()).as("%s: %s", login, refused).isEqualTo(4);
            assertThat(refused.err())
                    .contains("CD-483", login.startsWith("bob") ? "401" : "the token server 127.0.0.1 answered")
                    .doesNotContain("wrong-horse", "battery-staple");
        }
        assertThat(registry.requests()).noneMatch(each -> each.matches("P[A-Z]+ /v2/refused/.* 20.*"));
    }

    @Test
    void aTokenThatEndsInMidPushIsReplacedAndThePushGoesOn() throws IOException {
        try (Toxic slow = Toxic.before(registry.port())) {
            String address = slow.url().replaceAll("http://|/", "");
            Shop shop = shop("slow", address);
            login(shop, address, "ana:correct-horse");
            byte[] noise = new byte[LARGE];
            new Random(7).nextBytes(noise);
            Files.write(shop.project().resolve("noise"), noise);
            commit(shop, "1.0.0");
            shop.done("run", "package");
            tokens.last(Duration.ofSeconds(3));
            slow.spoil(request -> {
                boolean first = slow.asked().stream()
                                .filter(each -> each.method().equals("PATCH"))
                                .limit(2)
                                .count()
                        == 1;
                if (request.method().equals("PATCH") && first) {
                    sleepUntil(tokens.end().plusSeconds(1));
                    tokens.last(Duration.ofHours(1));
                }
                return new Fault.None();
            });

            assertThat(shop.done("push").err()).contains("ok push-image-shop");

            // The registry does not read what it refuses: it closes the connection, and how far it came is asked anew.
            assertThat(registry.requests())
                    .anyMatch(each -> each.matches("(PATCH|GET) /v2/slow/shop/blobs/uploads/.* 401"))
                    .anyMatch(each -> each.matches("PATCH /v2/slow/shop/blobs/uploads/.* 202"));
            engine.text("login", "-u", "ana", "-p", "correct-horse", registry.address());
            engine.text("pull", registry.address() + "/slow/shop:1.0.0");
            engine.text("logout", registry.address());
        }
    }

    private static void sleepUntil(Instant time) {
        while (Instant.now().isBefore(time)) {
            LockSupport.parkUntil(time.toEpochMilli());
        }
    }

    private Shop shop(String name, String address) throws IOException {
        Path folder = Files.createDirectory(top.resolve(name));
        Shop shop = Shop.open(
                folder,
                usual -> usual.replace(
                        "push: {archives:",
                        "  - image: {name: shop}\npush: {images: '" + address + "/" + name + "', archives:"));
        shops.add(shop);
        shop.with("DOCKER_HOST", engine.host());
        shop.write(".dockerignore", ".git\n");
        shop.write("text", "text of " + name + "\n");
        Files.copy(busybox(), shop.project().resolve("busybox"));
        assertThat(shop.project().resolve("busybox").toFile().setExecutable(true))
                .isTrue();
        shop.write("Dockerfile", """
                FROM scratch
                COPY busybox /bin/busybox
                RUN ["/bin/busybox", "--install", "-s", "/bin"]
                COPY . /
                """);
        return shop;
    }

    private static Path busybox() {
        return Files.exists(Path.of("/bin/busybox")) ? Path.of("/bin/busybox") : Path.of("/usr/bin/busybox");
    }

    private static void commit(Shop shop, String version) {
        shop.write("release.txt", version + "\n");
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "release " + version);
        shop.git("tag", "v" + version);
    }

    private static void login(Shop shop, String host, String login) throws IOException {
        Files.createDirectories(shop.home().resolve(".docker"));
        String auth = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        String known = login.isEmpty() ? "" : "\"" + host + "\":{\"auth\":\"" + auth + "\"}";
        Files.writeString(shop.home().resolve(".docker/config.json"), "{\"auths\":{" + known + "}}");
    }
}
