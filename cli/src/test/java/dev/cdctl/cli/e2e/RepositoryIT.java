package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.model.Digest;
import dev.cdctl.servers.Dav;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases that go to users through a repository behind HTTP: nginx with WebDAV, raw and in Maven's layout. */
@Timeout(600)
class RepositoryIT {
    private static final String PASSWORD = "correct horse 4711";

    private final Path folder;

    RepositoryIT(@TempDir Path folder) throws IOException {
        this.folder = folder.toRealPath();
    }

    /** One that pushes there, with the password from a file. */
    private Shop shop(String kind, Dav server, String more) throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        String block = "{" + kind + ": " + server.url() + "releases, "
                + (kind.equals("maven") ? "group: com.example, " : "") + more + "user: ci, password: {secret: {file: "
                + secret + "}}}";
        return Shop.open(
                Files.createDirectories(folder.resolve("shop")),
                pipeline -> pipeline.replace("\"file:../repository\"", block));
    }

    /** Where the archive and the manifest of that version lie on the server. */
    private static Path archive(String kind, Dav server, String version) {
        String path = kind.equals("raw") ? "releases/shop/" : "releases/com/example/shop/";
        return server.files().resolve(path + version + "/shop-" + version + ".tar.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "maven"})
    void whatOneCheckoutPushesAnotherDeploys(String kind) throws IOException, InterruptedException {
        try (Dav server = Dav.secure(folder.resolve("nginx"), "ci", PASSWORD);
                Shop shop = shop(kind, server, "ca: " + server.ca() + ", ")) {
            shop.release("1.0.0");
            Path archive = archive(kind, server, "1.0.0");
            Digest first = Digest.of(archive);
            assertThat(shop.done("push").err()).contains("already done");
            shop.release("1.1.0");
            assertThat(shop.run("sh", "-c", "git clone -q . ../other && rm -r .cdctl ../repository/* 2>/dev/null; true")
                            .end()
                            .exit())
                    .isZero();
            String other = shop.project().resolveSibling("other/pipeline.yaml").toString();
            shop.done("deploy", "--release", "1.0.0", "-f", other);
            assertThat(shop.served()).isEqualTo("1.0.0");
            shop.done("deploy", "--release", "1.1.0", "-f", other);
            assertThat(shop.served()).isEqualTo("1.1.0");
            shop.done("rollback", "-f", other);
            assertThat(shop.served()).isEqualTo("1.0.0");
            refusesOtherBytes(shop, first);
            assertThat(Digest.of(archive)).isEqualTo(first);
            nobodyTellsThePassword();
        }
    }

    /** The same version with another file in it, committed and tagged anew. */
    static void refusesOtherBytes(Shop shop, Digest pushed) {
        shop.write("start.sh", shop.read("start.sh") + "# more\n");
        shop.git("commit", "-q", "-a", "--amend", "-m", "release 1.0.0, again");
        shop.git("tag", "-f", "v1.0.0");
        Ended refused = shop.cdctl("run", "--to", "push");
        assertThat(refused.exit()).as(refused.toString()).isEqualTo(5);
        Digest mine = Digest.of(shop.project().resolve(".cdctl/dist/shop-1.0.0.tar.gz"));
        assertThat(mine).isNotEqualTo(pushed);
        assertThat(refused.err()).contains("CD-433", pushed.hex(), mine.hex());
    }

    private void nobodyTellsThePassword() throws IOException {
        try (Stream<Path> files =
                Stream.concat(Files.walk(folder.resolve("shop")), Files.walk(folder.resolve("nginx/www")))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(PASSWORD));
        }
    }

    @Test
    void aServerThatCannotProveItselfAndAWrongPasswordAreRefused() throws IOException, InterruptedException {
        try (Dav server = Dav.secure(folder.resolve("nginx"), "ci", PASSWORD);
                Shop shop = shop("raw", server, "")) {
            shop.write("release.txt", "1\n");
            shop.git("add", "-A");
            shop.git("commit", "-q", "-m", "release 1.0.0");
            shop.git("tag", "v1.0.0");
            Ended unknown = shop.cdctl("run", "--to", "push");
            assertThat(unknown.exit()).as(unknown.toString()).isEqualTo(4);
            assertThat(unknown.err()).contains("CD-442");
            assertThat(server.asked()).isEmpty();
            String trusting = shop.read("pipeline.yaml").replace("user: ci", "ca: " + server.ca() + ", user: ci");
            shop.write("pipeline.yaml", trusting);
            shop.git("commit", "-q", "-a", "-m", "Trust the server");
            shop.git("tag", "-f", "v1.0.0");
            Files.writeString(folder.resolve("password"), "wrong horse 4712\n");
            Ended stranger = shop.cdctl("run", "--to", "push");
            assertThat(stranger.exit()).as(stranger.toString()).isEqualTo(4);
            assertThat(stranger.err()).contains("CD-444").doesNotContain("wrong horse");
            Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            shop.done("push");
        }
    }

    @Test
    void whatMavenDeployedIsDeployed() throws IOException, InterruptedException {
        try (Dav server = Dav.guarded(folder.resolve("nginx"), "ci", PASSWORD);
                Shop shop = shop("maven", server, "")) {
            shop.write("release.txt", "2\n");
            shop.git("add", "-A");
            shop.git("commit", "-q", "-m", "Begin");
            mavenDeploys(shop, server, "2.0.0");
            shop.done("deploy", "--release", "2.0.0");
            assertThat(shop.served()).isEqualTo("2.0.0");
            mavenDeploys(shop, server, "2.1.0");
            shop.done("deploy", "--release", "2.1.0");
            assertThat(shop.served()).isEqualTo("2.1.0");
            // What cdctl pushes stands in the same list, and Maven's stays what it was.
            shop.release("2.2.0");
            assertThat(server.files().resolve("releases/com/example/shop/maven-metadata.xml"))
                    .content()
                    .containsSubsequence("<version>2.0.0<", "<version>2.1.0<", "<version>2.2.0<");
            shop.deploy("2.2.0");
            assertThat(shop.served()).isEqualTo("2.2.0");
        }
    }

    private void mavenDeploys(Shop shop, Dav server, String version) throws IOException {
        Ended ended = new Maven(folder, "ci", PASSWORD).deploy(shop, server.url() + "releases", version);
        assertThat(ended.exit()).as(ended.toString()).isZero();
    }
}
