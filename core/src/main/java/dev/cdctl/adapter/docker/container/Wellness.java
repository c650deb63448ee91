package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.HealthStateLog;
import dev.cdctl.deploy.machine.Machine.Health;
import java.util.List;
import java.util.Optional;

/** What a container's own HEALTHCHECK says. */
final class Wellness {
    private static final int MOST = 500;

    private Wellness() {}

    static Health of(HealthState state) {
        return switch (String.valueOf(state.getStatus())) {
            case "healthy" -> new Health.Good();
            case "starting" -> new Health.Starting();
            case "unhealthy" -> new Health.Bad(last(state));
            default -> new Health.Unknown();
        };
    }

    private static String last(HealthState state) {
        List<HealthStateLog> log = Optional.ofNullable(state.getLog()).orElse(List.of());
        if (log.isEmpty()) {
            return "its HEALTHCHECK fails";
        }
        HealthStateLog probe = log.get(log.size() - 1);
        String output = String.valueOf(probe.getOutput()).strip();
        return "its HEALTHCHECK fails with " + probe.getExitCodeLong() + ": "
                + output.substring(0, Math.min(MOST, output.length()));
    }
}
