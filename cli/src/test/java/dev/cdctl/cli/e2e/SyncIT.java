package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import dev.cdctl.servers.RealNginx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nginx, each with the process that moves it, seen by users who never ask twice. */
class SyncIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Mix MIXED =
            new Mix(Map.of(Kind.KEEP_ALIVE, 3, Kind.NEW_CONNECTION, 2, Kind.POST, 1, Kind.SLOW, 1), 500, 600);

    @Test
    void commandsWaitForBothRoutersAndNameTheOneThatDoesNotFollow(@TempDir Path folder) throws Exception {
        try (RealNginx one = RealNginx.start(folder.resolve("lb1"));
                RealNginx two = RealNginx.start(folder.resolve("lb2"));
                Shop shop = Shop.open(folder, pipeline -> moved(pipeline, one, two))) {
            shop.release("1.0.0");
            shop.release("1.1.0");
            Ended early = shop.cdctl("deploy", "--release", "1.0.0");
            assertThat(early.exit()).as("%s", early).isEqualTo(4);
            assertThat(early.err()).contains("CD-940", "lb1");
            Started first = follow(shop, "lb1");
            Started second = follow(shop, "lb2");
            shop.deploy("1.0.0");
            assertThat(Question.ask(second(shop)).version()).isEqualTo("1.0.0");
            try (Load load = Load.start(shop.port(), MIXED);
                    Load other = Load.start(second(shop), MIXED)) {
                shop.deploy("1.1.0");
                flips(shop, Figures.count(4, 100));
                freeze(shop, second);
                Load.Report report = load.stop();
                Load.Report others = other.stop();
                Figures.tell("two nginx moved by sync, a deployment, flips and one that was frozen: failed requests "
                        + (report.failures().size() + others.failures().size()) + ", answers " + report.counts() + " "
                        + others.counts());
                assertThat(report.failures()).isEmpty();
                assertThat(others.failures()).isEmpty();
            }
            assertThat(shop.done("router", "status").out()).contains("router lb1  production: ", "router lb2");
            shop.done("stop");
            assertThat(Question.ask(shop.port()).status()).isEqualTo(503);
            assertThat(Question.ask(second(shop)).status()).isEqualTo(503);
            shop.done("up");
            shop.done("remove");
            assertThat(one.flags()).isDirectoryNotContaining("glob:**.conf");
            assertThat(two.flags()).isDirectoryNotContaining("glob:**.conf");
            for (Started each : List.of(first, second)) {
                each.process().destroy();
                assertThat(each.end().exit()).as("%s", each.said()).isZero();
            }
        }
    }

    @Test
    void anHaproxyFollowsAndAProcessThatWasKilledIsReplacedByOneThatRepairs(@TempDir Path folder) {
        try (Haproxy proxy = Haproxy.start(folder.resolve("lb"));
                Shop shop = proxy.shop(folder.resolve("shop"))) {
            shop.write("pipeline.yaml", shop.read("pipeline.yaml").replace(")\"}}]", ")\"}, sync: [lb1]}]"));
            shop.release("1.0.0");
            shop.release("1.1.0");
            Started first = follow(shop, "lb1");
            shop.deploy("1.0.0");
            try (Load load = Load.start(shop.port(), MIXED)) {
                shop.deploy("1.1.0");
                first.process().destroyForcibly();
                first.end();
                shop.start("router", "sync", "lb1", "--repair", "1s");
                for (int i = 0; i < Figures.count(2, 50); i++) {
                    shop.done("flip", i % 2 == 0 ? "blue" : "green");
                    assertThat(shop.served()).isEqualTo(i % 2 == 0 ? "1.0.0" : "1.1.0");
                }
                Load.Report report = load.stop();
                Figures.tell("HAProxy moved by sync, a deployment, a kill and flips: failed requests "
                        + report.failures().size() + ", answers " + report.counts());
                assertThat(report.failures()).isEmpty();
            }
            String live = shop.served();
            shop.instances().forEach(ProcessHandle::destroyForcibly);
            Awaitility.await()
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> shop.instances().size() == 1 && shop.served().equals(live));
            shop.done("remove", "--lock-wait", "30s");
        }
    }

    private static void flips(Shop shop, int count) {
        for (int i = 0; i < count; i++) {
            boolean toBlue = i % 2 == 0;
            shop.done("flip", toBlue ? "blue" : "green");
            String now = toBlue ? "1.0.0" : "1.1.0";
            assertThat(shop.served()).isEqualTo(now);
            assertThat(Question.ask(second(shop)).version()).isEqualTo(now);
        }
    }

    /** Users go on getting the release of before from both; nothing is ended, and the next command mends it. */
    private static void freeze(Shop shop, Started second) throws Exception {
        int instances = shop.instances().size();
        signal("STOP", second);
        Ended held = shop.cdctl("flip", "blue");
        assertThat(held.exit()).as("%s", held).isEqualTo(6);
        assertThat(held.err()).contains("CD-941", "router lb2 on");
        assertThat(shop.served()).isEqualTo("1.1.0");
        assertThat(Question.ask(second(shop)).version()).isEqualTo("1.1.0");
        assertThat(shop.instances()).hasSize(instances);
        signal("CONT", second);
        shop.done("resume");
        shop.done("flip", "blue");
        assertThat(Question.ask(second(shop)).version()).isEqualTo("1.0.0");
        shop.done("flip", "green");
        shop.done("rollback");
        assertThat(shop.served()).isEqualTo("1.0.0");
        assertThat(Question.ask(second(shop)).version()).isEqualTo("1.0.0");
    }

    private static Started follow(Shop shop, String router) {
        Started started = shop.start("router", "sync", router);
        Awaitility.await()
                .atMost(LIMIT)
                .until(() ->
                        shop.done("router", "status").out().contains("router " + router + "  production: nothing"));
        return started;
    }

    private static void signal(String name, Started started) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(started.process().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static int second(Shop shop) {
        Matcher port =
                Pattern.compile("127\\.0\\.0\\.1:([0-9]+)\"}, sync: \\[lb2]").matcher(shop.read("pipeline.yaml"));
        assertThat(port.find()).isTrue();
        return Integer.parseInt(Objects.requireNonNull(port.group(1)));
    }

    /** The last of the instances' ports is the second router's. */
    private static String moved(String pipeline, RealNginx one, RealNginx two) {
        Matcher ports = Pattern.compile("ports: ([0-9]+)-([0-9]+)").matcher(pipeline);
        assertThat(ports.find()).isTrue();
        int last = Integer.parseInt(Objects.requireNonNull(ports.group(2)));
        return pipeline.replace(Objects.requireNonNull(ports.group()), "ports: " + ports.group(1) + "-" + (last - 1))
                .replaceAll(
                        "\\{embedded: \\{port: ([0-9]+)}}",
                        entry(one, "$1", "lb1") + ", " + entry(two, Integer.toString(last), "lb2"));
    }

    private static String entry(RealNginx nginx, String port, String name) {
        return "{nginx: {flags: " + nginx.flags() + ", command: " + nginx.command() + ", listen: \"127.0.0.1:" + port
                + "\"}, sync: [" + name + "]}";
    }
}
