package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Mix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The router is killed under load: its guard brings it back with every route. */
class RouterDeathIT {
    @Test
    void theRouterIsBackWithAllItsRoutes(@TempDir Path folder) {
        List<Double> dead = new ArrayList<>();
        try (Shop shop = Shop.open(folder, RouterDeathIT::withStaging)) {
            shop.release("1.0.0");
            shop.deploy("1.0.0");
            shop.done("deploy", "--release", "1.0.0", "-e", "staging");
            shop.release("1.1.0");
            shop.release("1.2.0");
            for (int i = 0; i < Figures.count(3, 20); i++) {
                dead.add(killed(shop));
                assertThat(Question.ask(shop.port() + 39).version()).isEqualTo("1.0.0");
            }
            assertThat(shop.status()).contains("\"differences\":[]");
            try (Load load = Load.start(shop.port(), Mix.small())) {
                shop.deploy("1.1.0");
                assertThat(shop.served()).isEqualTo("1.1.0");
                assertThat(load.stop().failures()).isEmpty();
            }
            shop.done("remove", "-e", "staging");
        }
        Figures.tell("router killed: nobody listened for, ms", dead);
    }

    @Test
    void aDeploymentDuringWhichTheRouterDiesIsDoneOrCanBeRepeated(@TempDir Path folder) {
        try (Shop shop = Shop.open(folder)) {
            shop.release("1.0.0");
            shop.deploy("1.0.0");
            shop.release("1.1.0");
            Program.Started deploy = shop.start("deploy", "--release", "1.1.0");
            await().atMost(Duration.ofMinutes(1)).until(() -> deploy.said().contains("> health"));
            assertThat(shop.router().destroyForcibly()).isTrue();
            deploy.end();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Question.ask(shop.port()).status() == 200);
            shop.deploy("1.1.0");
            assertThat(shop.served()).isEqualTo("1.1.0");
            assertThat(shop.status()).contains("\"differences\":[]");
        }
    }

    @Test
    void theStandbyMayDieToo(@TempDir Path folder) {
        try (Shop shop = Shop.open(folder)) {
            shop.release("1.0.0");
            shop.deploy("1.0.0");
            ProcessHandle standby = standby(shop, List.of());
            try (Load load = Load.start(shop.port(), Mix.small())) {
                standby.destroyForcibly();
                standby = standby(shop, List.of(standby));
                assertThat(load.stop().failures()).isEmpty();
            }
            ProcessHandle router = shop.router();
            router.destroyForcibly();
            standby.destroyForcibly();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Question.ask(shop.port()).status() == 200);
            assertThat(shop.served()).isEqualTo("1.0.0");
            standby(shop, List.of(router, standby));
            shop.done("router", "stop");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> shop.routers().isEmpty() && shop.standbys().isEmpty());
            shop.done("up");
            assertThat(shop.served()).isEqualTo("1.0.0");
        }
    }

    /** The standby, once there is one that is none of those. */
    private static ProcessHandle standby(Shop shop, List<ProcessHandle> before) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> shop.standbys().size() == 1
                        && !before.contains(shop.standbys().get(0)));
        return shop.standbys().get(0);
    }

    /** Kills it under load, and says for how many milliseconds nobody listened. */
    private static double killed(Shop shop) {
        try (Load load = Load.start(shop.port(), Mix.small())) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> load.report().counts().size() == Load.Kind.values().length);
            assertThat(load.report().failures()).isEmpty();
            long killed = System.nanoTime();
            assertThat(shop.router().destroyForcibly()).isTrue();
            while (Question.ask(shop.port()).status() != 200) {
                assertThat(System.nanoTime() - killed)
                        .isLessThan(Duration.ofMinutes(1).toNanos());
                LockSupport.parkNanos(2_000_000);
            }
            long back = System.nanoTime();
            assertThat(shop.served()).isEqualTo("1.0.0");
            try (Load later = Load.start(shop.port(), Mix.small())) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> later.report().counts().size() == Load.Kind.values().length);
                assertThat(later.stop().failures()).isEmpty();
            }
            Load.Report report = load.stop();
            assertThat(report.failures()).allMatch(failed -> failed.sent() < back);
            assertThat(report.answers()).allMatch(answer -> answer.colour().equals("1.0.0"));
            Figures.tell(String.format(
                    Locale.ROOT,
                    "router killed: %d requests failed, none after it was back",
                    report.failures().size()));
            return (back - killed) / 1e6;
        }
    }

    private static String withStaging(String pipeline) {
        int port = Integer.parseInt(pipeline.replaceAll("(?s).*embedded: \\{port: ([0-9]+)}.*", "$1"));
        return pipeline.replace("ports: " + (port + 1) + "-" + (port + 39), "ports: " + (port + 1) + "-" + (port + 30))
                + "  staging:\n    routers: [{embedded: {port: " + (port + 39) + "}}]\n    ports: " + (port + 31) + "-"
                + (port + 38) + "\n    drain: 1s\n    watch: 0s\n";
    }
}
