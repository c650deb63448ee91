package dev.cdctl.cli.sync;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.json.Json;
import dev.cdctl.model.IsoTime;
import dev.cdctl.sync.SyncReport;
import dev.cdctl.sync.SyncedRouter;
import dev.cdctl.traffic.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code router status} says of a router that a process beside it moves.
 *
 * @param lines for people
 */
public record SyncedLines(Json json, List<String> lines) {
    /** What it reported, and how far it is behind what is decided. */
    public static SyncedLines of(EnvironmentSpec spec, Entrance entrance, SyncedRouter router) {
        Optional<SyncReport> report = router.report();
        long decided = router.wanted();
        Json.Builder json = Json.object()
                .put("router", router.describe())
                .put("environment", spec.name().text())
                .put("url", entrance.url())
                .put("decided", decided)
                .put("report", report.map(SyncReport::toJson));
        report.ifPresent(said -> json.put("lag", lag(said, decided)));
        return new SyncedLines(json.build(), lines(spec, router, report, decided));
    }

    private static List<String> lines(
            EnvironmentSpec spec, SyncedRouter router, Optional<SyncReport> report, long decided) {
        List<String> lines = new ArrayList<>();
        String start = router.describe() + "  " + spec.name() + ": ";
        if (report.isEmpty()) {
            return List.of(start + "its process has never reported");
        }
        SyncReport said = report.get();
        lines.add(start
                + said.served()
                        .map(Decision::baseline)
                        .map(colour -> colour.word())
                        .orElse("nothing") + ", generation " + said.generation() + " of " + decided
                + words(said, decided));
        lines.add("    " + said.standing().word() + " on " + said.host() + ", since " + IsoTime.text(said.since())
                + ", last heard "
                + Math.max(0, Instant.now().getEpochSecond() - said.heard().getEpochSecond())
                + " s ago");
        if (!said.error().isEmpty()) {
            lines.add("    " + said.error());
        }
        said.traffic().forEach((colour, traffic) -> lines.add("    " + colour.word() + ": " + traffic.words()));
        return lines;
    }

    private static String words(SyncReport said, long decided) {
        long lag = lag(said, decided);
        return lag == 0 ? said.proven().isEmpty() ? ", not proven" : "" : ", " + lag + " behind";
    }

    private static long lag(SyncReport said, long decided) {
        return Math.max(0, decided - said.generation());
    }
}
