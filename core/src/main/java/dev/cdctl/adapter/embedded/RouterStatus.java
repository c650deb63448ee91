package dev.cdctl.adapter.embedded;

import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Traffic;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running router's account of itself.
 *
 * @param build which build of cdctl it runs, as {@link Build#own} words it
 * @param notes what a person should know: a damaged state file, a certificate that could not be renewed
 */
public record RouterStatus(long pid, Instant startedAt, String build, List<String> notes, List<Served> environments) {
    /** An environment that it serves. */
    public record Served(Route route, Decision decision, Map<Colour, Traffic> traffic) {
        static Served read(Json.Obj json) {
            return new Served(
                    RouteJson.route(json.object("route").orElseThrow()),
                    Decision.from(json.object("decision").orElseThrow()),
                    RouteJson.traffic(json.object("traffic").orElseThrow()));
        }
    }

    /**
     * Asks the router of a state folder; empty when none runs.
     *
     * @throws dev.cdctl.model.Failure when it answers something else
     */
    public static Optional<RouterStatus> of(Path stateFolder) {
        return RouterAdmin.find(RouterFiles.in(stateFolder)).flatMap(RouterStatus::of);
    }

    static Optional<RouterStatus> of(RouterAdmin admin) {
        return admin.ask(admin.get("/v1/status"))
                .filter(said -> said.status() == 200)
                .map(said -> read(said.body()));
    }

    /** The form of {@code -o json}. */
    public Json.Obj toJson() {
        List<Json.Obj> served = environments.stream()
                .map(one -> Json.object()
                        .put("route", RouteJson.write(one.route()))
                        .put("decision", one.decision().toJson())
                        .put("traffic", RouteJson.write(one.traffic()))
                        .build())
                .toList();
        return Json.object()
                .put("pid", pid)
                .put("startedAt", startedAt.toString())
                .put("build", build)
                .put("current", build.equals(Build.own()))
                .put("notes", Json.ofTexts(notes))
                .put("environments", Json.of(served))
                .build();
    }

    private static RouterStatus read(Json.Obj json) {
        return new RouterStatus(
                json.needNumber("pid"),
                Instant.parse(json.need("startedAt")),
                json.text("build").orElse("unknown"),
                json.texts("notes"),
                json.objects("environments").stream().map(Served::read).toList());
    }
}
