package dev.cdctl.cli.e2e;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Failed;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * Deployments of two releases in turn, flips between them and a rollback, seen by users. What the users got is told also
 * when a command fails in the middle.
 */
final class Rounds {
    /** That of blue, which has to be live before, and that of green. */
    static final List<String> VERSIONS = List.of("1.0.0", "1.1.0");

    private final int deployments = Figures.count(1, Integer.getInteger("cdctl.deployments", 50));
    private final int flips = Figures.count(2, Integer.getInteger("cdctl.flips", 200));
    private final HostedShop hosted;
    private int turn;

    Rounds(HostedShop hosted) {
        this.hosted = hosted;
    }

    /** Goes through all of it; no user may notice. Returns the version that is live at the end. */
    String under(Mix mix, String where, Duration drain) {
        try (Load load = Load.start(mix, hosted.url())) {
            long begin = System.nanoTime();
            try {
                all();
            } finally {
                tell(load.stop(), where, drain, System.nanoTime() - begin);
            }
            Load.Report report = load.report();
            List<Failed> outlived = report.outlived(drain);
            assertThat(report.failures()).containsExactlyInAnyOrderElementsOf(outlived);
            // Each client loses at most one per deployment: the one to the colour that is made room in.
            assertThat(outlived)
                    .hasSizeLessThanOrEqualTo(deployments * mix.clients().getOrDefault(Kind.WEBSOCKET, 0));
            assertThat(report.counts()).containsKeys(mix.clients().keySet().toArray(Kind[]::new));
        }
        return live();
    }

    private void all() {
        while (turn < deployments) {
            turn++;
            hosted.shop().done("deploy", "--allow-older", "--release", live());
            assertThat(hosted.served()).isEqualTo(live());
        }
        while (turn < deployments + flips) {
            turn++;
            hosted.shop().done("flip", turn % 2 == 0 ? "blue" : "green");
            assertThat(hosted.served()).isEqualTo(live());
        }
        turn++;
        assertThat(hosted.shop().done("rollback").err()).doesNotContain("ok start");
        assertThat(hosted.served()).isEqualTo(live());
    }

    private String live() {
        return VERSIONS.get(turn % 2);
    }

    private void tell(Load.Report report, String where, Duration drain, long nanos) {
        int flipped = Math.max(0, Math.min(turn - deployments, flips));
        String told = where + ", " + Math.min(turn, deployments) + " deployments, " + flipped + " flips, "
                + (turn > deployments + flips ? "a rollback, " : "")
                + Duration.ofNanos(nanos).toSeconds() + " s: " + report.tell(drain);
        if (!report.repeated().isEmpty()) {
            told += ", requests that kept connections ended under, and that were answered when they were sent again "
                    + report.repeated().stream().collect(groupingBy(Failed::kind, TreeMap::new, counting()));
        }
        Figures.tell(told);
    }
}
