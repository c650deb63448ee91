package dev.cdctl.script.graph;

import dev.cdctl.json.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How a stage ended.
 *
 * @param tries how often its script was run
 * @param tests what its test reports said
 */
public record StageResult(String name, End end, int tries, Duration took, Optional<Json.Obj> tests) {
    /** The ways to end. */
    public enum End {
        PASSED,
        /** Nothing had changed since it passed. */
        UNCHANGED,
        FAILED,
        /** Another stage failed, or stopping was asked for. */
        ENDED
    }

    /** Whether it passed, but not at the first try. */
    public boolean isFlaky() {
        return end == End.PASSED && tries > 1;
    }

    /** Whether its result is good. */
    public boolean isGood() {
        return end == End.PASSED || end == End.UNCHANGED;
    }

    /** The same for programs. */
    public Json.Obj json() {
        return Json.object()
                .put("name", name)
                .put("end", end.name().toLowerCase(Locale.ROOT))
                .put("tries", tries)
                .put("flaky", isFlaky())
                .put("took_ms", took.toMillis())
                .put("tests", tests)
                .build();
    }
}
