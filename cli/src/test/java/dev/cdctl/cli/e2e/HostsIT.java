package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.HostedShop.Entry;
import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.world.Host;
import dev.cdctl.cli.world.World;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Releases in containers of two hosts, carried to users by the packaged program through each router. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostsIT {
    private static final Duration DRAIN = Duration.ofMillis(500);
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

    private final World world = World.of(2);

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void noRequestFailsBehindNginxFromTheFirstDeploymentToTheEnd(@TempDir Path folder) {
        noRequestFails(Entry.NGINX, folder);
    }

    @Test
    void noRequestFailsBehindHaproxyFromTheFirstDeploymentToTheEnd(@TempDir Path folder) {
        noRequestFails(Entry.HAPROXY, folder);
    }

    /** It is in front of containers in ContainerIT, too. */
    @Test
    @EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
    void noRequestFailsBehindCdctlsOwnRouterFromTheFirstDeploymentToTheEnd(@TempDir Path folder) {
        noRequestFails(Entry.EMBEDDED, folder);
    }

    /** A WebSocket that stays has each flip wait for its limit, which is just longer than any request here. */
    private void noRequestFails(Entry entry, Path folder) {
        try (HostedShop hosted = HostedShop.open(world, folder, entry, HostsIT::brisk)) {
            Shop shop = hosted.shop();
            Rounds.VERSIONS.forEach(hosted::release);
            hosted.deploy(Rounds.VERSIONS.get(0));
            assertThat(hosted.served()).isEqualTo(Rounds.VERSIONS.get(0));
            String live = new Rounds(hosted).under(MIXED, "two hosts, " + entry, DRAIN);
            for (Host host : world.engines()) {
                assertThat(hosted.running(host)).containsExactly("1.0.0 blue", "1.1.0 green");
            }
            assertThat(shop.status()).contains("\"version\":\"" + live + "\"", "\"differences\":[]");
            assertThat(shop.done("deploy", "--release", live).err()).doesNotContain("ok start");
            shop.done("stop");
            assertThat(Question.ask(hosted.url()).status()).isEqualTo(503);
            shop.done("up");
            assertThat(hosted.served()).isEqualTo(live);
        }
    }

    private static String brisk(String pipeline) {
        return pipeline.replace("drain: 1s", "drain: " + DRAIN.toMillis() + "ms")
                .replace("watch: 500ms", "watch: 200ms");
    }

    /** The first host is one that is reached by TLS: what is typed goes through it as it is, and ends. */
    @Test
    void aCommandRunsInAContainerBehindTls(@TempDir Path folder) {
        try (HostedShop hosted = HostedShop.open(
                world,
                folder,
                Entry.EMBEDDED,
                pipeline -> pipeline.replace("volumes: [", "volumes: [\"/usr:/usr:ro\", "))) {
            hosted.release("1.0.0");
            hosted.deploy("1.0.0");
            Shop shop = hosted.shop();
            String exec = Program.FILE + " exec -i -e production --host "
                    + world.host(1).name() + " -- /usr/bin/busybox ";
            Ended piped =
                    shop.run("sh", "-c", "seq 1 100000 | " + exec + "tail -n 1").end();
            assertThat(piped.out()).as("%s", piped).isEqualTo("100000\n");
            Ended failing = shop.run("sh", "-c", exec + "sh -c 'echo out; echo err >&2; exit 7' </dev/null")
                    .end();
            assertThat(failing.exit()).as("%s", failing).isEqualTo(7);
            assertThat(failing.out()).isEqualTo("out\n");
            assertThat(failing.err()).isEqualTo("err\n");
        }
    }

    /** What a failed first deployment made is neither in the way nor kept when the pipeline says otherwise afterwards. */
    @Test
    void aFirstDeploymentThatFailedDoesNotHinderAnotherPipeline(@TempDir Path folder) {
        try (HostedShop hosted = HostedShop.open(
                world, folder, Entry.NGINX, pipeline -> pipeline.replace("within: 15s", "within: 2s"))) {
            Shop shop = hosted.shop();
            hosted.release("1.0.0", "unhealthy");
            Ended failed = shop.cdctl("deploy", "--release", "1.0.0");
            assertThat(failed.exit()).as("%s", failed).isEqualTo(1);
            int other = shop.port() + 39;
            shop.write(
                    "pipeline.yaml",
                    shop.read("pipeline.yaml")
                            .replace("port: 8080", "port: 9090")
                            .replace(":" + shop.port() + "\"", ":" + other + "\"")
                            .replace("ports: " + (shop.port() + 1), "ports: " + (shop.port() + 11)));
            hosted.release("1.1.0");
            hosted.deploy("1.1.0");

            URI url = URI.create("http://" + world.proxies().address() + ":" + other + "/");
            assertThat(Question.ask(url).version()).isEqualTo("1.1.0");
            assertThat(Question.ask(hosted.url()).status()).isZero();
            assertThat(shop.status()).contains("\"differences\":[]");
        }
    }
}
