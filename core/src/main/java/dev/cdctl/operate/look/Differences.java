package dev.cdctl.operate.look;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.Roster;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.history.Deployment;
import dev.cdctl.host.Host;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.look.Status.Difference;
import dev.cdctl.operate.look.Status.Door;
import dev.cdctl.operate.look.Status.Seen;
import dev.cdctl.operate.look.Status.Standing;
import dev.cdctl.traffic.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what was seen with what is decided, and says what to do about each difference. */
final class Differences {
    /** A sleeper counts in whole seconds, and takes some to do it. */
    private static final String ENDED_BY_THE_NEXT = "the next deployment that needs its colour ends it";

    private static final Duration SLACK = Duration.ofMinutes(2);

    private final Environment environment;
    private final Optional<Decision> decision;
    private final Optional<Deployment> live;
    private final List<Difference> all = new ArrayList<>();

    Differences(Environment environment, Optional<Decision> decision, Optional<Deployment> live) {
        this.environment = environment;
        this.decision = decision;
        this.live = live;
    }

    /** The same and where it differs on hosts that were taken off the list. */
    Differences with(List<Host> former) {
        if (!former.isEmpty()) {
            Machines.Observed observed = environment
                    .machine()
                    .formerly(former, environment.service(), environment.spec().name());
            former.forEach(host -> former(host, observed));
        }
        return this;
    }

    List<Difference> of(List<Door> doors, Machines.Observed observed, List<Seen> seen, boolean stopped) {
        doors.forEach(this::door);
        live.ifPresent(this::joined);
        observed.unseen()
                .forEach((host, why) -> all.add(new Difference(
                        "nobody knows what runs on " + host + ": " + why,
                        "when it is back, " + command("up") + " makes everything as decided")));
        if (!stopped && observed.unseen().isEmpty()) {
            live.ifPresent(deployment -> whole(deployment, seen));
        }
        seen.forEach(this::instance);
        seen.forEach(this::overdue);
        return List.copyOf(all);
    }

    /** A host that was added is not served before its instances are well. */
    private void joined(Deployment deployment) {
        Roster roster = environment.roster();
        List<Host> serving = roster.serving(deployment.placed(), environment.hosts());
        environment.hosts().stream()
                .filter(host -> !serving.contains(host))
                .forEach(host -> all.add(new Difference(
                        host + " is in the list of hosts, and gets no requests yet",
                        command("up") + " starts what is missing there, and has the routers know it")));
    }

    private void former(Host host, Machines.Observed observed) {
        long running = observed.instances().stream()
                .filter(instance -> instance.slot().host().equals(host))
                .count();
        String there = Optional.ofNullable(observed.unseen().get(host.id()))
                .map(why -> "nobody knows what runs there: " + why)
                .orElse(running + " of its instances run there");
        String what = host + " is not in the list of hosts any more, and " + there;
        boolean linked = new LinkedHost(environment).isKnown(host);
        all.add(
                linked
                        ? new Difference(
                                what + ", and what is linked",
                                "put it back as the first of `hosts`; when it is gone or its data was copied away, "
                                        + command("remove --host " + host + " --gone") + " forgets it")
                        : new Difference(what, command("remove --host " + host) + " ends and removes what is there"));
    }

    private void door(Door door) {
        Optional<Decision> served = door.served();
        if (decision.isPresent() && door.doubt().isPresent()) {
            Problem doubt = door.doubt().get();
            all.add(new Difference(doubt.what() + ": " + doubt.why(), doubt.remedy()));
            served.flatMap(one -> Drift.unknown(door.router(), decision, one, name()))
                    .ifPresent(this::unknown);
            return;
        }
        if (served.isEmpty()) {
            decision.ifPresent(
                    now -> all.add(new Difference(door.router() + " does not serve this environment", command("up"))));
            return;
        }
        Drift.unknown(door.router(), decision, served.get(), name()).ifPresent(this::unknown);
        decision.filter(now -> now.generation() > served.get().generation())
                .ifPresent(now -> all.add(new Difference(
                        door.router() + " still serves generation "
                                + served.get().generation() + ", generation " + now.generation() + " is decided",
                        command("resume"))));
    }

    private void unknown(Problem drift) {
        all.add(new Difference(drift.what(), drift.remedy()));
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
        String whose = brief + " runs for deployment " + seen.instance().deployment();
        if (seen.standing() == Standing.STRAY) {
            all.add(new Difference(whose + ", which nobody knows of", ENDED_BY_THE_NEXT));
        } else if (seen.standing() == Standing.FAILED) {
            all.add(new Difference(whose + ", which failed", ENDED_BY_THE_NEXT));
        } else if (seen.standing() == Standing.LIVE && !seen.condition().good()) {
            all.add(new Difference(
                    brief + " is live and not healthy: " + seen.condition().text(),
                    command("logs") + " tells more; " + command("rollback") + " goes back"));
        }
    }

    /** Whoever was to end it was off, or did not reach its host. */
    private void overdue(Seen seen) {
        Optional<Instant> end = environment
                .spec()
                .keepWarm()
                .flatMap(warm ->
                        environment.history().left(seen.instance().deployment()).map(left -> left.plus(warm)));
        end.filter(at -> seen.standing() == Standing.WARM
                        && at.isBefore(Instant.now().minus(SLACK)))
                .ifPresent(at -> all.add(new Difference(
                        seen.instance().slot().brief() + " was to be warm until "
                                + IsoTime.text(at.truncatedTo(ChronoUnit.SECONDS)) + ", and runs still",
                        command("up") + " ends it")));
    }

    private String command(String word) {
        return "`cdctl " + word + " -e " + name() + "`";
    }

    private String name() {
        return environment.spec().name().text();
    }
}
