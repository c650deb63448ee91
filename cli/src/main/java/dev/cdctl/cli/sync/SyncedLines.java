package dev.cdctl.cli.sync;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.json.Json;
import dev.cdctl.model.IsoTime;
import dev.cdctl.sync.SyncReport;
import dev.cdctl.sync.SyncedRouter;
import dev.cdctl.traffic.Decision;
import java.time.Duration;
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
        Optional<Duration> silence = router.silence();
        report.ifPresent(said -> json.put("lag", lag(said, decided)));
        silence.ifPresent(time -> json.put("silent", time.toSeconds()));
        String start = router.describe() + "  " + spec.name() + ": ";
        return new SyncedLines(
                json.build(),
                report.map(said -> lines(start + served(said, decided), said, silence))
                        .orElse(List.of(start + "its process has never reported")));
    }

    private static List<String> lines(String first, SyncReport said, Optional<Duration> silence) {
        List<String> lines = new ArrayList<>();
        lines.add(first);
        String standing = silence.map(time -> "silent for " + time.toSeconds() + " s, last")
                .orElse(said.standing().word());
        lines.add("    " + standing + " on " + said.host() + ", since " + IsoTime.text(said.since()) + ", last heard "
                + Math.max(0, Instant.now().getEpochSecond() - said.heard().getEpochSecond())
                + " s ago");
        if (!said.error().isEmpty()) {
            lines.add("    " + said.error());
        }
        said.traffic().forEach((colour, traffic) -> lines.add("    " + colour.word() + ": " + traffic.words()));
        return lines;
    }

    private static String served(SyncReport said, long decided) {
        if (!said.answers()) {
            return "does not answer, generation " + decided + " is decided";
        }
        long lag = lag(said, decided);
        return said.served()
                        .map(Decision::baseline)
                        .map(colour -> colour.word())
                        .orElse("nothing")
                + ", generation " + said.generation() + " of " + decided
                + (lag > 0 ? ", " + lag + " behind" : said.proven().isEmpty() ? ", not proven" : "");
    }

    private static long lag(SyncReport said, long decided) {
        return Math.max(0, decided - said.generation());
    }
}
