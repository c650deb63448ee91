package dev.cdctl.operate.look;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.look.Status.Difference;
import dev.cdctl.operate.look.Status.Door;
import dev.cdctl.operate.look.Status.Seen;
import dev.cdctl.operate.look.Status.Standing;
import dev.cdctl.traffic.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what was seen with what is decided, and says what to do about each difference. */
final class Differences {
    private final Environment environment;
    private final Optional<Decision> decision;
    private final Optional<Deployment> live;
    private final List<Difference> all = new ArrayList<>();

    Differences(Environment environment, Optional<Decision> decision, Optional<Deployment> live) {
        this.environment = environment;
        this.decision = decision;
        this.live = live;
    }

    List<Difference> of(List<Door> doors, Machines.Observed observed, List<Seen> seen, boolean stopped) {
        doors.forEach(this::door);
        observed.unseen()
                .forEach((host, why) -> all.add(new Difference(
                        "nobody knows what runs on " + host + ": " + why,
                        "when it is back, " + command("up") + " makes everything as decided")));
        if (!stopped && observed.unseen().isEmpty()) {
            live.ifPresent(deployment -> whole(deployment, seen));
        }
        seen.forEach(this::instance);
        return List.copyOf(all);
    }

    private void door(Door door) {
        Optional<Decision> served = door.served();
        if (served.isEmpty()) {
            decision.ifPresent(
                    now -> all.add(new Difference(door.router() + " does not serve this environment", command("up"))));
            return;
        }
        Optional<Problem> unknown = Drift.unknown(door.router(), decision, served.get(), name());
        unknown.ifPresent(problem -> all.add(new Difference(problem.what(), problem.remedy())));
        decision.filter(now -> now.generation() > served.get().generation())
                .ifPresent(now -> all.add(new Difference(
                        door.router() + " still serves generation "
                                + served.get().generation() + ", generation " + now.generation() + " is decided",
                        command("resume"))));
    }

    private void whole(Deployment deployment, List<Seen> seen) {
        List<Instance> instances = seen.stream().map(Seen::instance).toList();
        int running = Running.of(instances, deployment).size();
        int expected = Running.expected(environment, deployment);
        if (running != expected) {
            all.add(new Difference("only " + running + " of " + expected + " live instances run", command("up")));
        }
    }

    private void instance(Seen seen) {
        String brief = seen.instance().slot().brief();
        if (seen.standing() == Standing.STRAY) {
            all.add(new Difference(
                    brief + " runs for deployment " + seen.instance().deployment() + ", which nobody knows of",
                    "the next deployment that needs its colour ends it"));
        } else if (seen.standing() == Standing.LIVE && !seen.condition().good()) {
            all.add(new Difference(
                    brief + " is live and not healthy: " + seen.condition().text(),
                    command("logs") + " tells more; " + command("rollback") + " goes back"));
        }
    }

    private String command(String word) {
        return "`cdctl " + word + " -e " + name() + "`";
    }

    private String name() {
        return environment.spec().name().text();
    }
}
