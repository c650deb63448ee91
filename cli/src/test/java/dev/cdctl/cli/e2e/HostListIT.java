package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.HostedShop.Entry;
import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.world.Host;
import dev.cdctl.cli.world.World;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What is true on several real hosts, whoever made it so, and wherever it is asked from. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostListIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Mix MIXED =
            new Mix(Map.of(Kind.KEEP_ALIVE, 3, Kind.NEW_CONNECTION, 3, Kind.POST, 2, Kind.SLOW, 2), 300, 400);

    private final World world = World.of(3);

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void aServiceThatRunsIsAdoptedHandedOverAndEndedWhenItsTimeIsOver(@TempDir Path folder) {
        String image = world.image("0.9.0");
        List<Host> hosts = world.engines();
        hosts.forEach(host -> host.docker()
                .text("run", "-d", "--name", "books_app", "--restart", "always", "-p", "18080:8080", image));
        try (HostedShop hosted = HostedShop.open(world, folder, Entry.NGINX)) {
            Shop shop = hosted.shop();
            hosted.release("1.0.0");

            shop.done("adopt", "books_app");
            assertThat(hosted.served()).isEqualTo("0.9.0");
            assertThat(shop.status()).contains("\"version\":\"0.9.0\"", "\"differences\":[]");
            assertThat(shop.cdctl("adopt", "books_app").exit()).isEqualTo(5);

            try (Load load = Load.start(MIXED, hosted.url())) {
                hosted.deploy("1.0.0");
                assertThat(hosted.served()).isEqualTo("1.0.0");
                shop.done("rollback");
                assertThat(hosted.served()).isEqualTo("0.9.0");
                shop.write("pipeline.yaml", shop.read("pipeline.yaml").replace("watch:", "keep-warm: 2s\n    watch:"));
                shop.done("flip", "green");
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(hosts)
                                .allSatisfy(host -> assertThat(running(host)).isEqualTo("false unless-stopped")));
                assertThat(hosted.served()).isEqualTo("1.0.0");
                Load.Report report = load.stop();
                Figures.tell("adopted, deployed, rolled back, flipped and ended on three hosts behind nginx: failed "
                        + report.failures().size() + ", answers " + report.counts());
                assertThat(report.failures()).isEmpty();
            }
            assertThat(shop.status()).contains("\"differences\":[]");
        } finally {
            hosts.forEach(host -> host.docker().text("rm", "-f", "books_app"));
        }
    }

    @Test
    void hostsComeAndGoAndNobodyNoticesButThem(@TempDir Path folder) {
        String third = world.host(3).name();
        try (HostedShop hosted = HostedShop.open(world, folder, Entry.HAPROXY)) {
            Shop shop = hosted.shop();
            hosted.release("1.0.0");
            String all = shop.read("pipeline.yaml");
            String two = without(all, third);
            shop.write("pipeline.yaml", two);
            hosted.deploy("1.0.0");
            List<String> before = containers(hosted, 1, 2);
            try (Load load = Load.start(MIXED, hosted.url())) {
                shop.write("pipeline.yaml", all);
                hosted.operator("ben");
                assertThat(shop.status()).contains(third + "isinthelistofhosts,andgetsnorequestsyet");
                hosted.deploy("1.0.0");
                assertThat(hosted.running(world.host(3))).containsExactly("1.0.0 blue");
                assertThat(containers(hosted, 1, 2)).isEqualTo(before);
                assertThat(shop.status()).contains("\"differences\":[]");

                shop.write("pipeline.yaml", two);
                assertThat(shop.status()).contains(third + "isnotinthelistofhostsanymore");
                shop.done("remove", "--host", third);
                assertThat(hosted.containers(world.host(3))).isEmpty();
                Load.Report report = load.stop();
                Figures.tell("a host added and one removed behind HAProxy: failed "
                        + report.failures().size() + ", answers " + report.counts());
                assertThat(report.failures()).isEmpty();
            }
            assertThat(shop.status()).contains("\"differences\":[]");

            world.host(1).run("rm", "-rf", "/srv/" + hosted.name());
            assertThat(shop.status()).contains("resume--keepserved", "\"standing\":\"live\"");
            Ended refused = shop.cdctl("deploy", "--release", "1.0.0");
            assertThat(refused.exit()).as("%s", refused).isEqualTo(5);
            shop.done("resume", "--keep", "served");
            assertThat(shop.status()).contains("\"version\":\"1.0.0\"", "\"differences\":[]");
            hosted.release("1.1.0");
            hosted.deploy("1.1.0");
            world.registry().kill();
            shop.done("prune", "--keep", "1");
            assertThat(shop.done("rollback").err()).doesNotContain("ok start");
            world.registry().start();
            assertThat(hosted.served()).isEqualTo("1.0.0");
        }
    }

    /** Its first host is the one with the database: nothing is started without its data, and nothing of it is ended. */
    @Test
    @EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
    void aDatabaseIsNeitherLeftBehindNorBegunAnewUnasked(@TempDir Path folder) {
        Host first = world.host(1);
        String linked = ", linked: {db: {image: \"" + world.image("0.9.0") + "\"}}}\n";
        try (HostedShop hosted = HostedShop.open(
                world, folder, Entry.HAPROXY, usual -> usual.replaceFirst(":ro\"]}\n", ":ro\"]" + linked))) {
            Shop shop = hosted.shop();
            hosted.release("1.0.0");
            hosted.deploy("1.0.0");
            String database = database(first);
            assertThat(database).isNotEmpty();
            hosted.release("1.1.0");
            shop.write("pipeline.yaml", without(shop.read("pipeline.yaml"), first.name()));
            refused(shop.cdctl("deploy", "--release", "1.1.0"), "CD-691", "remove --host " + first.name() + " --gone");
            refused(shop.cdctl("up"), "CD-691", first.name());
            refused(shop.cdctl("remove", "--host", first.name()), "CD-692", first.name() + " has db");
            assertThat(hosted.served()).isEqualTo("1.0.0");
            assertThat(database(first)).isEqualTo(database);
            assertThat(hosted.running(first)).containsExactly("1.0.0 blue");

            shop.done("remove", "--host", first.name(), "--gone");
            hosted.deploy("1.1.0");
            assertThat(hosted.served()).isEqualTo("1.1.0");
            assertThat(database(world.host(2))).isNotEmpty();
            assertThat(shop.status()).contains("\"differences\":[]");
            assertThat(database(first)).as("nothing is touched there").isEqualTo(database);
            forget(hosted, first);
        }
    }

    private static void refused(Ended ended, String... words) {
        assertThat(ended.exit()).as("%s", ended).isEqualTo(5);
        assertThat(ended.err()).contains(words);
    }

    private static String database(Host host) {
        return host.docker().text("ps", "-q", "--filter", "label=dev.cdctl.linked=db");
    }

    /** Clears up by hand on a host that was declared gone. */
    private static void forget(HostedShop hosted, Host host) {
        hosted.containers(host).forEach(each -> host.docker().text("rm", "-f", each));
        host.docker()
                .text("network", "ls", "--format", "{{.Name}}")
                .lines()
                .filter(network -> network.contains(hosted.name()))
                .forEach(network -> host.docker().text("network", "rm", network));
    }

    private List<String> containers(HostedShop hosted, int... hosts) {
        return java.util.stream.IntStream.of(hosts)
                .mapToObj(world::host)
                .flatMap(host -> hosted.containers(host).stream())
                .toList();
    }

    private static String running(Host host) {
        return host.docker()
                .text("inspect", "--format", "{{.State.Running}} {{.HostConfig.RestartPolicy.Name}}", "books_app")
                .strip();
    }

    private static String without(String pipeline, String host) {
        String entry = "\\{url: \"[^\"]*\", name: " + host + "[^}]*\\}";
        return pipeline.replaceAll(", " + entry, "").replaceAll(entry + ", ", "");
    }
}
