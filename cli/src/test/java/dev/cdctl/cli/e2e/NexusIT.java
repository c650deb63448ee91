package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.model.Digest;
import dev.cdctl.servers.Nexus;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Releases in a Nexus Repository 3, as a raw and as a Maven repository. It takes minutes, so only with --all. */
@Timeout(1200)
class NexusIT {
    private final Path folder;

    NexusIT(@TempDir Path folder) throws IOException {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "Nexus takes minutes, so it is started with --all alone");
        this.folder = folder.toRealPath();
    }

    @Test
    void aReleaseIsTakenOnceAndDeployedFromThere() throws IOException, InterruptedException {
        try (Nexus nexus = Nexus.start(Files.createDirectories(folder.resolve("nexus")))) {
            nexus.makeRaw("raw");
            try (Shop shop = shop("raw: " + nexus.repository("raw"))) {
                wayToUsers(shop, nexus, "raw/shop/%1$s/shop-%1$s.tar.gz");
            }
            try (Shop shop = shop("maven: " + nexus.repository("maven-releases") + ", group: com.example")) {
                wayToUsers(shop, nexus, "maven-releases/com/example/shop/%1$s/shop-%1$s.tar.gz");
                takesWhatMavenDeployed(shop, nexus);
            }
        }
    }

    private Shop shop(String repository) throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), Nexus.PASSWORD + "\n");
        String block = "{" + repository + ", user: " + Nexus.USER + ", password: {secret: {file: " + secret + "}}}";
        return Shop.open(
                Files.createDirectories(folder.resolve(repository.replaceAll(":.*", ""))),
                pipeline -> pipeline.replace("\"file:../repository\"", block));
    }

    private static void wayToUsers(Shop shop, Nexus nexus, String archive) throws IOException, InterruptedException {
        shop.release("1.0.0");
        Digest first = digest(nexus, archive.formatted("1.0.0"));
        assertThat(first).isEqualTo(Digest.of(shop.project().resolve(".cdctl/dist/shop-1.0.0.tar.gz")));
        assertThat(shop.done("push").err()).contains("already done");
        shop.release("1.1.0");
        assertThat(shop.run("sh", "-c", "git clone -q . ../other && git -C ../other checkout -q v1.0.0 && rm -r .cdctl")
                        .end()
                        .exit())
                .isZero();
        String other = shop.project().resolveSibling("other/pipeline.yaml").toString();
        assertThat(shop.done("run", "--to", "push", "-f", other).err()).contains("was there already");
        shop.done("deploy", "--release", "1.0.0", "-f", other);
        assertThat(shop.served()).isEqualTo("1.0.0");
        shop.done("deploy", "--release", "1.1.0", "-f", other);
        assertThat(shop.served()).isEqualTo("1.1.0");
        RepositoryIT.refusesOtherBytes(shop, first);
        assertThat(digest(nexus, archive.formatted("1.0.0"))).isEqualTo(first);
    }

    private static Digest digest(Nexus nexus, String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = nexus.get("repository/" + path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return Digest.of(answer.body());
    }

    private void takesWhatMavenDeployed(Shop shop, Nexus nexus) throws IOException, InterruptedException {
        Maven maven = new Maven(folder, Nexus.USER, Nexus.PASSWORD);
        Ended deployed = maven.deploy(shop, nexus.repository("maven-releases"), "2.0.0");
        assertThat(deployed.exit()).as(deployed.toString()).isZero();
        shop.done("deploy", "--release", "2.0.0");
        assertThat(shop.served()).isEqualTo("2.0.0");
        Ended again = maven.deploy(shop, nexus.repository("maven-releases"), "1.1.0");
        assertThat(again.exit())
                .as("Nexus takes a release of cdctl for one: %s", again)
                .isEqualTo(1);
        String list = new String(
                nexus.get("repository/maven-releases/com/example/shop/maven-metadata.xml")
                        .body(),
                StandardCharsets.UTF_8);
        for (String version : List.of("1.0.0", "1.1.0", "2.0.0")) {
            assertThat(list).contains("<version>" + version + "</version>");
        }
    }
}
