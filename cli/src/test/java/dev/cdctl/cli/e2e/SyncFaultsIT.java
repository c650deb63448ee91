package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.servers.RealNginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to {@code router sync} beside a real nginx and a real HAProxy: the proxy never serves nothing, and what is
 * reported as served is what is served.
 */
class SyncFaultsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Load.Mix MIX =
            new Load.Mix(Map.of(Kind.KEEP_ALIVE, 2, Kind.NEW_CONNECTION, 2, Kind.POST, 1), 0, 0);

    private final Path folder;

    SyncFaultsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aProcessThatIsKilledBesideNginxIsMadeUpForByTheNext() throws IOException {
        try (RealNginx nginx = RealNginx.start(folder.resolve("lb"));
                Shop shop = shop(nginx)) {
            killed(shop, "nginx", Figures.count(1, 4));
        }
    }

    @Test
    void aProcessThatIsKilledBesideHaproxyIsMadeUpForByTheNext() throws IOException {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "a step beside nginx is enough otherwise");
        try (Haproxy proxy = Haproxy.start(folder.resolve("lb"));
                Shop shop = shop(proxy)) {
            killed(shop, "HAProxy", 4);
        }
    }

    @Test
    void aBrokenTemplateIsReportedAndUsersKeepWhatTheyHave() {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "a kill is enough otherwise");
        try (RealNginx nginx = RealNginx.start(folder.resolve("lb"));
                Shop shop = Shop.open(
                        folder.resolve("shop"),
                        pipeline -> quick(pipeline)
                                .replaceAll(
                                        "\\{embedded: \\{port: ([0-9]+)}}",
                                        "{nginx: {template: shop.conf.tmpl, target: " + nginx.own("shop.conf")
                                                + ", command: " + nginx.command()
                                                + ", listen: \"127.0.0.1:$1\"}, sync: [lb1]}"))) {
            String good = NginxIT.TEMPLATE.replace("PORT", Integer.toString(shop.port()));
            shop.write("shop.conf.tmpl", good);
            Started sync = prepared(shop);
            try (Load load = Load.start(shop.port(), new Load.Mix(Map.of(Kind.NEW_CONNECTION, 3), 0, 0))) {
                shop.write("shop.conf.tmpl", good + "\nnonsense;\n");
                Ended refused = shop.cdctl("flip", "blue");
                assertThat(refused.exit()).as("%s", refused).isIn(6, 8);
                assertThat(refused.err()).contains("nonsense");
                assertThat(shop.served()).isEqualTo("1.1.0");
                shop.write("shop.conf.tmpl", good);
                shop.done("resume");
                shop.done("flip", "blue");
                assertThat(shop.served()).isEqualTo("1.0.0");
                reportsWhatIsServed(shop);
                Load.Report report = load.stop();
                Figures.tell("a broken template beside router sync: failed requests "
                        + report.failures().size() + " of " + report.answers().size());
                assertThat(report.failures()).isEmpty();
            }
            shop.done("remove");
            stop(sync);
        }
    }

    /** At each step of a flip in turn, to and fro; the next process makes up for it. */
    private void killed(Shop shop, String proxy, int steps) throws IOException {
        List<String> points = List.of("sync.effect", "sync.intent", "sync.proven", "sync.kept")
                .subList(0, steps);
        stop(prepared(shop));
        try (Load load = Load.start(shop.port(), MIX)) {
            for (String point : points) {
                flipWith(shop, point);
                assertThat(load.report().failures()).as(point).isEmpty();
            }
            Load.Report report = load.stop();
            Figures.tell("router sync beside " + proxy + " killed in a flip at " + points + ": failed requests "
                    + report.failures().size() + " of " + report.answers().size());
            assertThat(report.failures()).isEmpty();
        }
        Started sync = shop.start("router", "sync", "lb1");
        await().atMost(LIMIT).until(() -> follows(shop));
        shop.done("remove");
        stop(sync);
    }

    private void flipWith(Shop shop, String point) throws IOException {
        Path waiting = folder.resolve("waiting");
        shop.with(FaultPoints.WAIT_AT, point + " " + waiting);
        Started dying = shop.start("router", "sync", "lb1");
        shop.without(FaultPoints.WAIT_AT);
        // A process applies what is decided when it begins, too.
        await().atMost(LIMIT).until(() -> Files.exists(waiting));
        Files.delete(waiting);
        await().atMost(LIMIT).until(() -> follows(shop));
        String before = shop.served();
        Started flip = shop.start("flip", before.equals("1.0.0") ? "green" : "blue");
        await().atMost(LIMIT).until(() -> Files.exists(waiting));
        dying.process().destroyForcibly();
        dying.end();
        Files.delete(waiting);
        Started next = shop.start("router", "sync", "lb1");
        Ended ended = flip.end();
        assertThat(ended.exit()).as("%s: %s", point, ended).isIn(0, 8);
        assertThat(shop.served()).as("%s: %s", point, ended).isEqualTo(ended.exit() == 0 ? other(before) : before);
        reportsWhatIsServed(shop);
        stop(next);
    }

    /** Whether the process that was started last is heard of, and follows. */
    static boolean follows(Shop shop) {
        return shop.done("router", "status").out().contains("    follows on ");
    }

    static String other(String version) {
        return version.equals("1.0.0") ? "1.1.0" : "1.0.0";
    }

    /** Two releases, the second one live, and the process that has brought them. */
    static Started prepared(Shop shop) {
        shop.release("1.0.0");
        shop.release("1.1.0");
        Started sync = shop.start("router", "sync", "lb1");
        await().atMost(LIMIT)
                .until(() -> shop.done("router", "status").out().contains("router lb1  production: nothing"));
        shop.deploy("1.0.0");
        shop.deploy("1.1.0");
        return sync;
    }

    static void stop(Started sync) {
        sync.process().destroy();
        sync.end();
    }

    /** In the end; the process may be about to apply again. */
    static void reportsWhatIsServed(Shop shop) {
        await().atMost(LIMIT).untilAsserted(() -> {
            Aftermath now = Aftermath.of(shop);
            String said = shop.done("router", "status").out();
            Matcher report = Pattern.compile("production: (blue|green), generation ([0-9]+) of ([0-9]+)")
                    .matcher(said);
            assertThat(report.find()).as(said).isTrue();
            assertThat(report.group(2)).as(said).isEqualTo(report.group(3));
            assertThat(now.live().map(live -> live.need("version"))).contains(shop.served());
            assertThat(now.live().map(live -> live.need("colour"))).contains(Objects.requireNonNull(report.group(1)));
            assertThat(now.status().items("differences")).isEmpty();
        });
    }

    private Shop shop(RealNginx nginx) {
        return shop(folder, nginx);
    }

    static Shop shop(Path root, RealNginx nginx) {
        return Shop.open(
                root.resolve("shop"),
                pipeline -> quick(pipeline)
                        .replaceAll(
                                "\\{embedded: \\{port: ([0-9]+)}}",
                                "{nginx: {flags: " + nginx.flags() + ", command: " + nginx.command()
                                        + ", listen: \"127.0.0.1:$1\"}, sync: [lb1]}"));
    }

    private Shop shop(Haproxy proxy) {
        return shop(folder, proxy);
    }

    static Shop shop(Path root, Haproxy proxy) {
        Shop shop = proxy.shop(root.resolve("shop"));
        shop.write("pipeline.yaml", quick(shop.read("pipeline.yaml").replace(")\"}}]", ")\"}, sync: [lb1]}]")));
        return shop;
    }

    private static String quick(String pipeline) {
        return pipeline.replaceAll("drain: [0-9]s", "drain: 1s").replace("watch: 1s", "watch: 0s");
    }
}
