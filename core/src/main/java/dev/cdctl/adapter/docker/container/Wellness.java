package dev.cdctl.adapter.docker.container;

import dev.cdctl.deploy.machine.Machine.Health;
import dev.cdctl.json.Json;
import java.util.List;

/** What a container's own HEALTHCHECK says. */
final class Wellness {
    private static final int MOST = 500;

    private Wellness() {}

    static Health of(Json.Obj state) {
        return switch (state.text("Status").orElse("")) {
            case "healthy" -> new Health.Good();
            case "starting" -> new Health.Starting();
            case "unhealthy" -> new Health.Bad(last(state));
            default -> new Health.Unknown();
        };
    }

    private static String last(Json.Obj state) {
        List<Json> log = state.items("Log");
        if (log.isEmpty() || !(log.get(log.size() - 1) instanceof Json.Obj probe)) {
            return "its HEALTHCHECK fails";
        }
        String output = probe.text("Output").orElse("").strip();
        return "its HEALTHCHECK fails with " + probe.number("ExitCode").orElse(-1L) + ": "
                + output.substring(0, Math.min(MOST, output.length()));
    }
}
