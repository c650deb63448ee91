package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.servers.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images built, tried out and exported by an engine that is reached by TLS or by ssh, as one of another computer is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FarEngineIT {
    private final Path top;
    private final int port;
    private final Dockerd engine;
    private final Registry registry;
    private final Sshd sshd;
    private final List<Shop> shops = new ArrayList<>();

    FarEngineIT(@TempDir Path top) throws IOException, InterruptedException {
        this.top = top;
        port = Registry.freePort();
        engine = Dockerd.secure(Files.createDirectory(top.resolve("engine")), port);
        registry = Registry.plain(top.resolve("registry"));
        sshd = Sshd.start(top.resolve("sshd"));
    }

    @AfterEach
    void close() {
        shops.forEach(Shop::close);
        shops.clear();
        assertThat(engine.leftovers()).isEmpty();
    }

    @AfterAll
    void end() throws IOException, InterruptedException {
        sshd.close();
        registry.close();
        engine.close();
    }

    @Test
    void anEngineByTlsTakesWhoHasACertificate() throws IOException {
        Shop shop = shop("tls").with("DOCKER_HOST", "tcp://127.0.0.1:" + port);
        Ended plain = shop.cdctl("package");
        assertThat(plain.exit()).as("%s", plain).isEqualTo(4);
        assertThat(plain.err()).contains("CD-473", "DOCKER_TLS_VERIFY");

        shop.with("DOCKER_TLS_VERIFY", "1");
        Ended nobody = shop.cdctl("package");
        assertThat(nobody.exit()).as("%s", nobody).isEqualTo(4);
        assertThat(nobody.err()).contains("CD-493", "ca.pem");

        shop.with("DOCKER_CERT_PATH", strangers().toString());
        Ended stranger = shop.cdctl("package");
        assertThat(stranger.exit()).as("%s", stranger).isEqualTo(4);
        assertThat(stranger.err()).contains("CD-473", "tcp://127.0.0.1:" + port + " (DOCKER_HOST)");

        shop.with("DOCKER_CERT_PATH", top.resolve("engine/client").toString());
        shop.done("run", "--to", "push");
        assertThat(registry.requests()).contains("PUT /v2/tls/shop/manifests/1.0.0 201");
    }

    @Test
    void anEngineBehindSshIsReachedByTheUsersOwnSsh() throws IOException {
        Shop shop = shop("ssh");
        shop.with("PATH", sshd.program().getParent() + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        shop.with("DOCKER_HOST", sshd.url("/nowhere/docker.sock"));
        Ended nowhere = shop.cdctl("package");
        assertThat(nowhere.exit()).as("%s", nowhere).isEqualTo(4);
        assertThat(nowhere.err()).contains("CD-629", "there is no such socket");

        shop.with("DOCKER_HOST", sshd.url(engine.host().replace("unix://", "")));
        shop.done("run", "--to", "push");
        assertThat(registry.requests()).contains("PUT /v2/ssh/shop/manifests/1.0.0 201");
    }

    /** Certificates of a CA that the engine does not know, with the CA of the engine. */
    private Path strangers() throws IOException {
        Path folder = Files.createDirectory(top.resolve("strangers"));
        try {
            Registry.run(
                    folder,
                    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stranger -keyout key.pem -out cert.pem");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Files.copy(top.resolve("engine/ca.pem"), folder.resolve("ca.pem"));
        return folder;
    }

    /** With one commit, and an image that is tried out at a published port. */
    private Shop shop(String name) throws IOException {
        Path folder = Files.createDirectory(top.resolve(name));
        String image = "{name: shop, test: {health: {http: /index.html, port: 8080, within: 60s}}}";
        Shop shop = Shop.open(
                folder,
                usual -> usual.replace(
                        "push: {archives:",
                        "  - image: " + image + "\npush: {images: " + registry.address() + "/" + name + ", archives:"));
        shops.add(shop);
        shop.write("Dockerfile", """
                FROM scratch
                COPY busybox /bin/busybox
                COPY index.html /www/
                CMD ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]
                """);
        shop.write("index.html", name);
        shop.write("release.txt", "1\n");
        Path busybox = Path.of(Files.exists(Path.of("/bin/busybox")) ? "/bin/busybox" : "/usr/bin/busybox");
        Files.copy(busybox, shop.project().resolve("busybox"));
        assertThat(shop.project().resolve("busybox").toFile().setExecutable(true))
                .isTrue();
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "Begin");
        shop.git("tag", "v1.0.0");
        return shop;
    }
}
