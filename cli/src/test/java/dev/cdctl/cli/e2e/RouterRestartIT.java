package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process takes over from the router under load. */
class RouterRestartIT {
    private static final Load.Mix MIX = new Load.Mix(
            Map.of(
                    Kind.KEEP_ALIVE,
                    2,
                    Kind.NEW_CONNECTION,
                    2,
                    Kind.POST,
                    2,
                    Kind.SLOW,
                    2,
                    Kind.STREAM,
                    2,
                    Kind.WEBSOCKET,
                    2),
            1_000,
            1_500);

    @Test
    void whatIsUnderWayGoesOnAndNewConnectionsWaitForAnInstant(@TempDir Path folder) {
        List<Double> dead = new ArrayList<>();
        int failures = 0;
        try (Shop shop = Shop.open(folder)) {
            shop.release("1.0.0");
            shop.deploy("1.0.0");
            for (int i = 0; i < Figures.count(2, 20); i++) {
                ProcessHandle before = shop.router();
                try (Load load = Load.start(shop.port(), MIX)) {
                    await().atMost(Duration.ofMinutes(1))
                            .until(() -> load.report().counts().size() == Kind.values().length);
                    assertThat(load.report().failures()).isEmpty();
                    shop.done("router", "restart");
                    assertThat(router(shop, before).pid()).isNotEqualTo(before.pid());
                    assertThat(shop.served()).isEqualTo("1.0.0");
                    Load.Report report = load.stop();
                    dead.add(gap(report));
                    failures += report.failures().size();
                    assertThat(report.failures()).allSatisfy(failed -> {
                        assertThat(failed.kind()).isNotEqualTo(Kind.WEBSOCKET);
                        // The kernel resets a connection that nobody had accepted when its socket was closed.
                        assertThat(failed.reason()).containsAnyOf("refused", "reset");
                    });
                }
                await().atMost(Duration.ofMinutes(1)).until(() -> !before.isAlive());
                assertThat(shop.status()).contains("\"differences\":[]");
            }
            assertThat(shop.done("router", "status").out()).contains(", build ").doesNotContain("brings it in");
        }
        Figures.tell("router restarted: " + failures + " new connections refused in " + dead.size() + " restarts");
        Figures.tell("router restarted: from the first refused connection to the last, ms", dead);
    }

    /** The one that is not the old one, which still lets its last requests end. */
    private static ProcessHandle router(Shop shop, ProcessHandle before) {
        return shop.routers().stream()
                .filter(one -> one.pid() != before.pid())
                .findFirst()
                .orElseThrow();
    }

    private static double gap(Load.Report report) {
        long first =
                report.failures().stream().mapToLong(Load.Failed::sent).min().orElse(0);
        long last =
                report.failures().stream().mapToLong(Load.Failed::sent).max().orElse(0);
        return (last - first) / 1e6;
    }
}
