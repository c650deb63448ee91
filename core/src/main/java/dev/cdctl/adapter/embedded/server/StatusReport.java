package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.RouteJson;
import dev.cdctl.adapter.embedded.proxy.Proxy.Placement;
import dev.cdctl.adapter.embedded.stats.Tallies;
import dev.cdctl.json.Json;
import java.time.Instant;

/** The router's own account of itself. */
record StatusReport(Environments environments, Tallies tallies, String probeToken, Instant startedAt, String build) {
    private static final long FORMAT = 1;

    Json.Obj json() {
        return Json.object()
                .put("format", FORMAT)
                .put("pid", ProcessHandle.current().pid())
                .put("startedAt", startedAt.toString())
                .put("build", build)
                .put("probeToken", probeToken)
                .put("notes", Json.ofTexts(environments.notes()))
                .put(
                        "environments",
                        Json.of(environments.served().stream()
                                .map(this::environment)
                                .toList()))
                .build();
    }

    Json.Obj environment(Placement placement) {
        var route = placement.route();
        return Json.object()
                .put("route", RouteJson.write(route))
                .put("decision", placement.decision().toJson())
                .put("traffic", RouteJson.write(tallies.traffic(route.service(), route.environment())))
                .put("probeToken", probeToken)
                .build();
    }
}
