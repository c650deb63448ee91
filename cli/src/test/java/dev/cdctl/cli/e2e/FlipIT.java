package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Failed;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips, deployments and rollbacks of the packaged program, seen by users who never ask twice. */
class FlipIT {
    private static final int WEBSOCKETS = 3;
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Mix MIXED = new Mix(
            Map.of(
                    Kind.KEEP_ALIVE, 4,
                    Kind.NEW_CONNECTION, 3,
                    Kind.POST, 2,
                    Kind.SLOW, 4,
                    Kind.STREAM, 3,
                    Kind.WEBSOCKET, WEBSOCKETS),
            2_000,
            3_000);

    @Test
    void noRequestFailsWhileColoursAreFlipped(@TempDir Path folder) {
        int flips = Figures.count(6, 50);
        List<Double> overlaps = new ArrayList<>();
        try (Shop shop = twoReleases(folder);
                Load load = Load.start(shop.port(), MIXED)) {
            for (int i = 0; i < flips; i++) {
                boolean toBlue = i % 2 == 0;
                long since = System.nanoTime();
                shop.done("flip", toBlue ? "blue" : "green");
                String now = toBlue ? "1.0.0" : "1.1.0";
                overlaps.add(load.report().overlapMillis(toBlue ? "1.1.0" : "1.0.0", now, since));
                assertThat(shop.served()).isEqualTo(now);
            }
            Load.Report report = load.stop();
            Figures.tell(
                    flips + " flips: failed requests " + report.failures().size() + ", answers " + report.counts());
            double median =
                    Figures.tell("last request to the old colour sent after the first to the new, ms", overlaps);
            assertThat(report.failures()).isEmpty();
            assertThat(report.counts()).containsKeys(Kind.values());
            // A few flips on a busy machine say little; the median of many does.
            assertThat(median).isLessThanOrEqualTo(Figures.count(1_000, 5));
        }
    }

    @Test
    void noRequestFailsWhileReleasesAreDeployed(@TempDir Path folder) {
        int deployments = Figures.count(2, 20);
        try (Shop shop = twoReleases(folder)) {
            for (int i = 0; i < deployments; i++) {
                shop.release("2.0." + i);
            }
            try (Load load = Load.start(shop.port(), MIXED)) {
                for (int i = 0; i < deployments; i++) {
                    shop.deploy("2.0." + i);
                    assertThat(shop.served()).isEqualTo("2.0." + i);
                }
                Load.Report report = load.stop();
                List<Failed> outlived = report.outlived(DRAIN);
                Figures.tell(deployments + " deployments: " + report.tell(DRAIN));
                assertThat(report.failures()).containsExactlyInAnyOrderElementsOf(outlived);
                // Each client loses at most one per deployment: the one to the colour that is made room in.
                assertThat(outlived).hasSizeLessThanOrEqualTo(deployments * WEBSOCKETS);
            }
        }
    }

    @Test
    void aWarmReleaseIsBackAtOnce(@TempDir Path folder) {
        List<Double> proofs = new ArrayList<>();
        List<Double> ends = new ArrayList<>();
        try (Shop shop = twoReleases(folder)) {
            for (int i = 0; i < 10; i++) {
                Started rollback = shop.start("rollback");
                proofs.add(proof(rollback));
                Ended ended = rollback.end();
                assertThat(ended.exit()).as("%s", ended).isZero();
                ends.add(ended.took().toNanos() / 1e6);
                assertThat(shop.served()).isEqualTo("1.0.0");
                shop.done("flip", "green");
            }
        }
        Figures.tell("rollback to a warm release, from the start of the command to the proof, ms", proofs);
        Figures.tell("rollback to a warm release, to the end of the command, ms", ends);
        assertThat(Collections.min(proofs)).isLessThan(Duration.ofSeconds(5).toMillis());
    }

    @Test
    void noRequestFailsWhileInstancesAreRestarted(@TempDir Path folder) {
        int restarts = Figures.count(2, 10);
        try (Shop shop = twoReleases(folder);
                Load load = Load.start(
                        shop.port(),
                        new Mix(
                                Map.of(
                                        Kind.KEEP_ALIVE,
                                        3,
                                        Kind.NEW_CONNECTION,
                                        3,
                                        Kind.POST,
                                        2,
                                        Kind.SLOW,
                                        2,
                                        Kind.STREAM,
                                        2),
                                500,
                                600))) {
            for (int i = 0; i < restarts; i++) {
                List<Long> before =
                        shop.instances().stream().map(ProcessHandle::pid).toList();
                shop.done("restart");
                assertThat(shop.instances().stream().map(ProcessHandle::pid).filter(pid -> !before.contains(pid)))
                        .hasSize(1);
                assertThat(shop.served()).isEqualTo("1.1.0");
            }
            Load.Report report = load.stop();
            Figures.tell(restarts + " restarts: failed requests "
                    + report.failures().size() + ", answers " + report.counts());
            assertThat(report.failures()).isEmpty();
            assertThat(report.answers())
                    .isNotEmpty()
                    .allMatch(answer -> answer.colour().equals("1.1.0"));
        }
    }

    private static double proof(Started command) {
        while (command.process().isAlive() && !command.said().contains("ok prove")) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(command.said()).contains("ok prove");
        return (System.nanoTime() - command.since()) / 1e6;
    }

    private static Shop twoReleases(Path folder) {
        Shop shop = Shop.open(folder, pipeline -> pipeline.replace("drain: 2s", "drain: 4s"));
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.deploy("1.0.0");
        shop.deploy("1.1.0");
        return shop;
    }
}
