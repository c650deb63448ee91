package dev.cdctl.cli.look;

import dev.cdctl.cli.text.DeploymentJson;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.register.Registered;
import dev.cdctl.deploy.register.Standing;
import dev.cdctl.history.Deployment;
import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.look.Status;
import dev.cdctl.traffic.Traffic;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Words the status of one environment, for people and for programs. */
record StatusText(Name environment, Status status) {
    /** The line of an environment that cannot be looked at. */
    static String unknown(Name environment, Failure why) {
        return environment + ": not known, " + why.problems().get(0).what();
    }

    /** The same for programs. */
    static Json.Obj unknownJson(Name environment, Failure why) {
        return Json.object()
                .put("name", environment.text())
                .put("unknown", why.problems().get(0).what())
                .build();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(environment + ": " + live());
        status.stopped()
                .ifPresent(order -> lines.add("  stopped by " + order.by().brief() + since(order.since())
                        + "; users get 503; " + "cdctl start -e " + environment + " starts it again"));
        for (Status.Door door : status.doors()) {
            lines.add("  " + door.url() + "  " + door.router() + traffic(door));
        }
        for (Colour colour : Colour.values()) {
            status.in(colour).forEach(seen -> lines.add("  " + instance(seen)));
        }
        status.registered().ifPresent(registered -> lines.addAll(registered(registered)));
        status.freeze()
                .ifPresent(order ->
                        lines.add("  frozen by " + order.by().brief() + since(order.since()) + ": " + order.reason()));
        status.holder()
                .ifPresent(held -> lines.add("  locked by " + held.owner().who() + " on "
                        + held.owner().host() + ": "
                        + held.owner().command() + ", at " + held.step()
                        + (held.alive() ? "" : " (that process is dead)")));
        status.open().ifPresent(id -> lines.add("  half-done: " + id + "; the next command ends it, or cdctl resume"));
        status.differences()
                .forEach(difference -> lines.add("  differs: " + difference.what() + "; " + difference.remedy()));
        return lines;
    }

    private List<String> registered(Registered seen) {
        String start = "  registered in " + seen.place() + ": ";
        if (seen.unknown().isPresent()) {
            return List.of(start + "not known, " + seen.unknown().get());
        }
        String repair = "cdctl repair -e " + environment;
        int all = seen.entries().size();
        int good = all - seen.failing().size();
        List<String> lines = new ArrayList<>();
        lines.add(start + (all == 0 ? "nothing" : good + " of " + all + " pass their checks"));
        seen.failing()
                .forEach(entry -> lines.add("    " + entry.id() + " on node " + entry.node() + ": " + entry.said()));
        seen.missing().forEach(id -> lines.add("    " + id + ": missing; to register it: " + repair));
        seen.gone().forEach(id -> lines.add("    " + id + ": no instance of it runs; to take it out: " + repair));
        return lines;
    }

    private String live() {
        return status.live()
                .map(deployment -> deployment.release().brief() + " is live in "
                        + deployment.colour().word()
                        + status.since().map(StatusText::made).orElse(""))
                .orElseGet(() -> Status.served(status.doors())
                        .map(deployment -> "nobody knows what was decided; users get " + served(deployment))
                        .orElse("nothing is deployed"));
    }

    private String served(String deployment) {
        return status.seen().stream()
                .map(Status.Seen::instance)
                .filter(instance -> instance.deployment().equals(deployment))
                .findFirst()
                .map(instance ->
                        instance.version() + " in " + instance.slot().colour().word())
                .orElse("deployment " + deployment);
    }

    private static String made(Deployment entry) {
        return since(entry.ended().orElse(entry.started())) + ", by "
                + entry.kind().word() + " of " + entry.by().brief();
    }

    private static String since(Instant at) {
        return " since " + IsoTime.text(at.truncatedTo(ChronoUnit.SECONDS));
    }

    private static String traffic(Status.Door door) {
        if (door.served().isEmpty()) {
            return ", does not serve it";
        }
        boolean known = door.traffic().size() == Colour.values().length;
        return ", generation " + door.served().get().generation() + ", "
                + (known
                        ? Traffic.ofAll(door.traffic().values()).open() + " in flight"
                        : "what is in flight is not known")
                + (door.doubt().isPresent() ? ", not known to serve it" : "");
    }

    private static String instance(Status.Seen seen) {
        Instance instance = seen.instance();
        String health = seen.condition().good()
                ? "healthy"
                : "not healthy (" + seen.condition().text() + ")";
        return instance.slot().brief() + "  " + instance.version() + "  "
                + seen.standing().word() + "  " + health + "  pid " + instance.pid()
                + instance.address().map(address -> "  " + address).orElse("");
    }

    Json.Obj json() {
        return Json.object()
                .put("name", environment.text())
                .put("live", status.live().map(DeploymentJson::of))
                .put("live_since", status.since().map(DeploymentJson::of))
                .put(
                        "stopped",
                        status.stopped()
                                .map(order -> Json.object()
                                        .put("by", order.by().toJson())
                                        .put("since", IsoTime.text(order.since()))
                                        .build()))
                .put("generation", status.decision().map(decision -> Json.of(decision.generation())))
                .put(
                        "instances",
                        Json.of(status.seen().stream().map(StatusText::json).toList()))
                .put(
                        "routers",
                        Json.of(status.doors().stream().map(StatusText::json).toList()))
                .put("registered", status.registered().map(StatusText::json))
                .put("frozen", status.freeze().map(order -> order.reason()))
                .put("locked_by", status.holder().map(held -> held.owner().toJson()))
                .put("half_done", status.open())
                .put(
                        "differences",
                        Json.of(status.differences().stream()
                                .map(StatusText::json)
                                .toList()))
                .build();
    }

    private static Json json(Status.Difference difference) {
        return Json.object()
                .put("what", difference.what())
                .put("remedy", difference.remedy())
                .build();
    }

    private static Json json(Registered seen) {
        return Json.object()
                .put("in", seen.place())
                .put("unknown", seen.unknown())
                .put(
                        "entries",
                        Json.of(seen.entries().stream().map(StatusText::json).toList()))
                .put("missing", Json.ofTexts(seen.missing()))
                .put("gone", Json.ofTexts(seen.gone()))
                .build();
    }

    private static Json json(Standing entry) {
        return Json.object()
                .put("id", entry.id())
                .put("node", entry.node())
                .put("passing", entry.passing())
                .put("said", entry.said())
                .build();
    }

    private static Json json(Status.Seen seen) {
        Instance instance = seen.instance();
        return Json.object()
                .put("standing", seen.standing().word())
                .put("healthy", seen.condition().good())
                .put("condition", seen.condition().text())
                .put("role", instance.slot().role().text())
                .put("index", instance.slot().index())
                .put("colour", instance.slot().colour().word())
                .put("version", instance.version().text())
                .put("deployment", instance.deployment())
                .put("pid", instance.pid())
                .put("address", instance.address())
                .build();
    }

    private static Json json(Status.Door door) {
        Json.Builder traffic = Json.object();
        door.traffic()
                .forEach((colour, seen) -> traffic.put(
                        colour.word(),
                        Json.object()
                                .put("requests", seen.requests())
                                .put("bad", seen.bad())
                                .put("in_flight", seen.inFlight())
                                .put("upgraded", seen.upgraded())
                                .put("connections", seen.connections())
                                .put("ending", seen.ending())
                                .build()));
        return Json.object()
                .put("router", door.router())
                .put("url", door.url())
                .put("generation", door.served().map(served -> Json.of(served.generation())))
                .put("colour", door.served().map(served -> served.baseline().word()))
                .put("doubt", door.doubt().map(Problem::why))
                .put("traffic", traffic.build())
                .build();
    }
}
