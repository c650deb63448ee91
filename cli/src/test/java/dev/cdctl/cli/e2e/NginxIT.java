package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import dev.cdctl.servers.RealNginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program with local processes behind a real nginx, seen by users who never ask twice. */
class NginxIT {
    private static final Mix MIXED = new Mix(
            Map.of(
                    Kind.KEEP_ALIVE, 4,
                    Kind.NEW_CONNECTION, 3,
                    Kind.POST, 2,
                    Kind.SLOW, 3,
                    Kind.STREAM, 2,
                    Kind.WEBSOCKET, 2),
            1_000,
            1_500);

    /** Without those that outlive every drain, and the kinds that a reload may lose. */
    private static final Mix NEW_ONLY = new Mix(Map.of(Kind.NEW_CONNECTION, 6), 500, 600);

    static final String TEMPLATE = """
            upstream shop { {{servers}} {{backup}} }
            server {
                listen 127.0.0.1:PORT;
                location / {
                    {{cdctl}}
                    proxy_pass http://shop;
                }
            }
            """;

    @Test
    void noRequestFailsWhileColoursAreFlipped(@TempDir Path folder) {
        int flips = Figures.count(6, 200);
        try (RealNginx nginx = RealNginx.start(folder.resolve("nginx"));
                Shop shop = Shop.open(folder, pipeline -> flags(pipeline, nginx))) {
            shop.release("1.0.0");
            shop.release("1.1.0");
            shop.deploy("1.0.0");
            shop.deploy("1.1.0");
            List<Long> workers = nginx.workers();
            List<Double> overlaps = new ArrayList<>();
            try (Load load = Load.start(shop.port(), MIXED)) {
                for (int i = 0; i < flips; i++) {
                    boolean toBlue = i % 2 == 0;
                    long since = System.nanoTime();
                    shop.done("flip", toBlue ? "blue" : "green");
                    String now = toBlue ? "1.0.0" : "1.1.0";
                    overlaps.add(load.report().overlapMillis(toBlue ? "1.1.0" : "1.0.0", now, since));
                    assertThat(shop.served()).isEqualTo(now);
                }
                Load.Report report = load.stop();
                Figures.tell("nginx by flags, " + flips + " flips: failed requests "
                        + report.failures().size() + ", answers " + report.counts());
                Figures.tell(
                        "nginx by flags, last request to the old colour sent after the first to the new, ms", overlaps);
                assertThat(report.failures()).isEmpty();
                assertThat(report.counts()).containsKeys(Kind.values());
            }
            assertThat(nginx.workers()).as("no reload").isEqualTo(workers);
        }
    }

    @Test
    void aServiceLivesItsWholeLifeBehindNginx(@TempDir Path folder) {
        try (RealNginx nginx = RealNginx.start(folder.resolve("nginx"));
                Shop shop = Shop.open(folder, pipeline -> flags(pipeline, nginx))) {
            for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
                shop.release(version);
            }
            shop.deploy("1.0.0");
            Mix mix = new Mix(Map.of(Kind.KEEP_ALIVE, 3, Kind.NEW_CONNECTION, 3, Kind.POST, 2, Kind.SLOW, 2), 500, 600);
            try (Load load = Load.start(shop.port(), mix)) {
                shop.deploy("1.1.0");
                shop.deploy("1.2.0");
                assertThat(shop.served()).isEqualTo("1.2.0");
                shop.done("rollback");
                assertThat(shop.served()).isEqualTo("1.1.0");
                shop.done("flip", "blue");
                assertThat(shop.served()).isEqualTo("1.2.0");
                shop.done("restart");
                Load.Report report = load.stop();
                Figures.tell("nginx by flags, two deployments, a rollback, a flip, a restart: failed requests "
                        + report.failures().size() + ", answers " + report.counts());
                assertThat(report.failures()).isEmpty();
            }
            assertThat(shop.status()).contains("\"router\":\"nginxonthismachine");
            shop.done("stop");
            assertThat(Question.ask(shop.port()).status()).isEqualTo(503);
            shop.done("up");
            assertThat(shop.served()).isEqualTo("1.2.0");
            shop.done("remove");
            assertThat(nginx.flags()).isDirectoryNotContaining("glob:**.conf");
        }
    }

    @Test
    void aConfigurationOfTheUsersOwnIsReloaded(@TempDir Path folder) throws IOException {
        try (RealNginx nginx = RealNginx.start(folder.resolve("nginx"));
                Shop shop = Shop.open(folder, pipeline -> template(pipeline, nginx))) {
            shop.write("shop.conf.tmpl", TEMPLATE.replace("PORT", Integer.toString(shop.port())));
            shop.release("1.0.0");
            shop.release("1.1.0");
            Ended first = shop.done("deploy", "--release", "1.0.0");
            assertThat(first.err()).contains("CD-659");
            try (Load load = Load.start(shop.port(), NEW_ONLY)) {
                shop.deploy("1.1.0");
                shop.done("rollback");
                assertThat(shop.served()).isEqualTo("1.0.0");
                Load.Report report = load.stop();
                Figures.tell("nginx by reloads, a deployment and a rollback: failed requests "
                        + report.failures().size() + ", answers " + report.counts());
                assertThat(report.failures()).isEmpty();
            }
            String before = Files.readString(nginx.own("shop.conf"));
            shop.write("shop.conf.tmpl", shop.read("shop.conf.tmpl") + "\nnonsense;\n");
            Ended refused = shop.cdctl("flip", "green");
            assertThat(refused.err()).contains("CD-644").contains("nonsense");
            assertThat(Files.readString(nginx.own("shop.conf"))).isEqualTo(before);
            assertThat(shop.served()).isEqualTo("1.0.0");
            shop.write("shop.conf.tmpl", TEMPLATE.replace("PORT", Integer.toString(shop.port())));
            shop.done("stop");
            assertThat(Question.ask(shop.port()).status()).isEqualTo(503);
        }
    }

    private static String flags(String pipeline, RealNginx nginx) {
        return pipeline.replaceAll(
                "embedded: \\{port: ([0-9]+)}",
                "nginx: {flags: " + nginx.flags() + ", command: " + nginx.command() + ", listen: \"127.0.0.1:$1\"}");
    }

    private static String template(String pipeline, RealNginx nginx) {
        return pipeline.replaceAll(
                "embedded: \\{port: ([0-9]+)}",
                "nginx: {template: shop.conf.tmpl, target: " + nginx.own("shop.conf") + ", command: " + nginx.command()
                        + ", listen: \"127.0.0.1:$1\"}");
    }
}
