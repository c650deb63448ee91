package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Failed;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments, flips and rollbacks of the packaged program through a real HAProxy, seen by users who never ask twice. */
class HaproxyIT {
    private static final int WEBSOCKETS = 2;
    private static final Duration DRAIN = Duration.ofSeconds(4);
    private static final Mix MIXED = new Mix(
            Map.of(
                    Kind.KEEP_ALIVE, 4,
                    Kind.NEW_CONNECTION, 3,
                    Kind.POST, 2,
                    Kind.SLOW, 2,
                    Kind.STREAM, 2,
                    Kind.WEBSOCKET, WEBSOCKETS),
            1_000,
            1_500);

    @Test
    void aServiceLivesBehindHaproxyFromItsFirstDeploymentToItsEnd(@TempDir Path folder) {
        int flips = Figures.count(4, 50);
        try (Haproxy proxy = Haproxy.start(folder.resolve("lb"));
                Shop shop = proxy.shop(folder.resolve("shop"))) {
            for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
                shop.release(version);
            }
            shop.deploy("1.0.0");
            assertThat(shop.served()).isEqualTo("1.0.0");
            try (Load load = Load.start(shop.port(), MIXED)) {
                shop.deploy("1.1.0");
                assertThat(shop.served()).isEqualTo("1.1.0");
                for (int i = 0; i < flips; i++) {
                    shop.done("flip", i % 2 == 0 ? "blue" : "green");
                    assertThat(shop.served()).isEqualTo(i % 2 == 0 ? "1.0.0" : "1.1.0");
                }
                shop.done("rollback");
                assertThat(shop.served()).isEqualTo("1.0.0");
                shop.deploy("1.2.0");
                assertThat(shop.served()).isEqualTo("1.2.0");
                Load.Report report = load.stop();
                List<Failed> outlived = report.outlived(DRAIN);
                Figures.tell("HAProxy, 2 deployments, " + flips + " flips and a rollback: " + report.tell(DRAIN));
                assertThat(report.failures()).containsExactlyInAnyOrderElementsOf(outlived);
                assertThat(outlived).hasSizeLessThanOrEqualTo(2 * WEBSOCKETS);
            }
            assertThat(shop.done("router", "status").out()).contains("HAProxy on this machine");
            shop.done("stop");
            assertThat(Question.ask(shop.port()).status()).isEqualTo(503);
            shop.done("up");
            assertThat(shop.served()).isEqualTo("1.2.0");
            shop.done("remove");
            assertThat(proxy.files()).containsExactlyInAnyOrder("cdctl.cfg", "decisions.map");
            assertThat(proxy.text("decisions.map")).isEmpty();
        }
    }

    @Test
    void aKillAnywhereInAFlipConverges(@TempDir Path folder) {
        try (Haproxy proxy = Haproxy.start(folder.resolve("lb"));
                Shop shop = proxy.shop(folder.resolve("shop"))) {
            shop.release("1.0.0");
            shop.release("1.1.0");
            shop.deploy("1.0.0");
            shop.deploy("1.1.0");
            try (Load load = Load.start(
                    shop.port(), new Mix(Map.of(Kind.KEEP_ALIVE, 3, Kind.NEW_CONNECTION, 2, Kind.POST, 1), 0, 0))) {
                for (int i = 0; i < Figures.count(4, 20); i++) {
                    boolean toBlue = i % 2 == 0;
                    Started flip = shop.start("flip", toBlue ? "blue" : "green");
                    LockSupport.parkNanos((300 + 100L * i) * 1_000_000);
                    flip.process().destroyForcibly();
                    flip.end();
                    Ended resumed = shop.cdctl("resume");
                    assertThat(resumed.exit()).as("%s", resumed).isZero();
                    shop.done("flip", toBlue ? "blue" : "green");
                    assertThat(shop.served()).isEqualTo(toBlue ? "1.0.0" : "1.1.0");
                    assertThat(shop.done("status", "--check").exit()).isZero();
                }
                assertThat(load.stop().failures()).isEmpty();
            }
        }
    }

    @Test
    void whatItNeedsOnceIsPrintedAndWritten(@TempDir Path folder) throws IOException {
        try (Haproxy proxy = Haproxy.start(folder.resolve("lb"));
                Shop shop = proxy.shop(folder.resolve("shop"))) {
            Ended told = shop.done("router", "init", "haproxy", "--write");
            assertThat(told.out()).contains("-f " + proxy.folder()).contains("backend cdctl.revision.");
            assertThat(proxy.files()).containsExactlyInAnyOrder("cdctl.cfg", "decisions.map");
            assertThat(Files.readString(proxy.folder().resolve("cdctl.cfg"))).contains("backend cdctl.none");
        }
    }
}
