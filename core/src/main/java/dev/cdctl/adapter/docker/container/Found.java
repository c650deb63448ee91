package dev.cdctl.adapter.docker.container;

import dev.cdctl.deploy.machine.Machine.Health;
import dev.cdctl.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the engine says of a container.
 *
 * @param json its answer, {@code ContainerInspect} of the Engine API
 */
record Found(Json.Obj json) {
    private static final int MOST_SHOWN = 500;

    String id() {
        return json.need("Id");
    }

    String name() {
        return json.need("Name");
    }

    /** Whether its first process is there now. */
    boolean runs() {
        return isRunning() && !state().flag("Restarting");
    }

    /** Also while its engine is about to start it again. */
    boolean isRunning() {
        return state().flag("Running");
    }

    boolean isPaused() {
        return state().flag("Paused");
    }

    /** Whether it was never started. */
    boolean isOnlyCreated() {
        return state().text("Status").filter("created"::equals).isPresent();
    }

    boolean lackedMemory() {
        return state().flag("OOMKilled");
    }

    Optional<Integer> exitCode() {
        return state().number("ExitCode").map(Math::toIntExact);
    }

    /** How often its engine has started it again. */
    int restarts() {
        return json.number("RestartCount").map(Math::toIntExact).orElse(0);
    }

    /** Whether its engine starts it again although somebody has stopped it. */
    boolean comesBack() {
        return part("HostConfig")
                .object("RestartPolicy")
                .flatMap(policy -> policy.text("Name"))
                .filter("always"::equals)
                .isPresent();
    }

    Map<String, String> labels() {
        return texts(part("Config").object("Labels"));
    }

    /** The variables that its first process gets, as {@code NAME=value}. */
    List<String> environment() {
        return part("Config").texts("Env");
    }

    /** Where something of its host is in it. */
    List<String> mounts() {
        return json.objects("Mounts").stream()
                .flatMap(mount -> mount.text("Destination").stream())
                .toList();
    }

    /** What its own HEALTHCHECK says. */
    Health health() {
        return state().object("Health").map(Found::health).orElseGet(Health.Unknown::new);
    }

    private static Health health(Json.Obj health) {
        return switch (health.text("Status").orElse("")) {
            case "healthy" -> new Health.Good();
            case "starting" -> new Health.Starting();
            case "unhealthy" -> new Health.Bad(lastProbe(health.items("Log")));
            default -> new Health.Unknown();
        };
    }

    private static String lastProbe(List<Json> log) {
        if (log.isEmpty() || !(log.get(log.size() - 1) instanceof Json.Obj probe)) {
            return "its HEALTHCHECK fails";
        }
        String output = probe.text("Output").orElse("").strip();
        return "its HEALTHCHECK fails with " + probe.number("ExitCode").orElse(-1L) + ": "
                + output.substring(0, Math.min(MOST_SHOWN, output.length()));
    }

    /** Its addresses in the networks that it is in. */
    List<String> addresses() {
        return part("NetworkSettings").object("Networks").stream()
                .flatMap(networks -> networks.members().values().stream())
                .flatMap(network -> network instanceof Json.Obj one ? one.text("IPAddress").stream() : Stream.empty())
                .filter(address -> !address.isEmpty())
                .toList();
    }

    private Json.Obj state() {
        return part("State");
    }

    private Json.Obj part(String name) {
        return json.object(name).orElseGet(() -> new Json.Obj(Map.of()));
    }

    /** The texts of an object by their names; none when it is missing. */
    static Map<String, String> texts(Optional<Json.Obj> object) {
        return object.stream()
                .flatMap(all -> all.members().keySet().stream()
                        .flatMap(name -> all.text(name).map(text -> Map.entry(name, text)).stream()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
