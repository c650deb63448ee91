package dev.cdctl.operate.change;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.engine.Event;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.look.Drift;
import dev.cdctl.operate.look.LinkedHost;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Drain;
import dev.cdctl.traffic.Router;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Leaves a host that was taken off the list: routers bring no more requests to it, those that are under way end, and
 * then what was started there is ended and removed.
 */
public final class Departure {
    private final Means means;

    /** With these means. */
    public Departure(Means means) {
        this.means = means;
    }

    /**
     * Leaves a host.
     *
     * @param name how the list called it
     * @param gone whether it is gone for good, so that it is forgotten without being reached
     * @return how many instances were ended
     * @throws Failure refused, when it is in the list or nothing was ever started on it
     */
    public int from(String name, boolean gone) {
        try (Exclusive exclusive = means.hold()) {
            Host host = departed(name);
            Optional<Decision> now = environment().decisions().read();
            Drift.refuse(environment(), now);
            letGo(host, gone);
            now.flatMap(Decision::live).ifPresent(live -> redirect(exclusive, live.deployment(), host));
            withdraw(host);
            int ended = gone ? 0 : clear(host);
            environment()
                    .addresses()
                    .release(environment().service(), environment().spec().name(), host);
            environment().roster().forget(host);
            means.terms().listener().on(new Event.Changed(environment().describe()));
            return ended;
        }
    }

    private Host departed(String name) {
        List<Host> former = environment().roster().former(environment().hosts());
        if (environment().hosts().stream().anyMatch(host -> host.id().equals(name))) {
            throw Failure.refused(Problem.of("CD-731", "host " + name + " is in the list of hosts")
                    .because("everything there would be started again")
                    .remedy("take it out of `hosts` in pipeline.yaml first"));
        }
        return former.stream()
                .filter(host -> host.id().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name, former));
    }

    private Failure unknown(String name, List<Host> former) {
        String known = former.stream().map(Host::toString).collect(Collectors.joining(", "));
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-732", "nothing was ever started on a host " + name)
                        .because(
                                former.isEmpty()
                                        ? "no host of " + environment().describe() + " was taken off the list"
                                        : "what was taken off the list is " + known));
    }

    /** A host that is gone takes the containers with it that belong to the environment: new ones begin empty. */
    private void letGo(Host host, boolean gone) {
        if (!gone) {
            new LinkedHost(environment()).requireNotOn(host);
        } else if (environment().roster().linked().filter(host::equals).isPresent()) {
            environment().roster().unlink();
        }
    }

    /** Only then is it safe to end what runs there. */
    private void redirect(Exclusive exclusive, String live, Host host) {
        if (environment().roster().isServing(live, host)) {
            new Power(means).raise(exclusive, live);
            drain();
        }
    }

    /** Routers count by colour and not by host, so on a busy one this takes as long as it may. */
    private void drain() {
        List<Router> routers =
                environment().entrances().stream().map(Entrance::router).toList();
        new Drain(routers, live(), environment().cancel())
                .await(new Drain.Patience(environment().spec().drain(), Duration.ZERO), () -> true, text -> {});
        environment().cancel().check();
    }

    private Colour live() {
        return environment().decisions().read().map(Decision::baseline).orElse(Colour.BLUE);
    }

    private void withdraw(Host host) {
        environment()
                .registered()
                .ifPresent(registrations -> registrations.withdraw(
                        Registrations.in(Stream.of(Colour.values()).map(Colour::word), Stream.of(host.id()))));
    }

    /** Ends and removes what is there; nothing may be served there any more. */
    int clear(Host host) {
        Machine machine = environment().machine().formerly(host);
        Environment environment = environment();
        try {
            List<Instance> running =
                    machine.observe(environment.service(), environment.spec().name());
            Duration patience = environment.spec().run().stopTimeout();
            running.forEach(instance -> machine.stop(instance, patience));
            machine.forget(environment.service(), environment.spec().name());
            return running.size();
        } catch (Failure e) {
            if (e.kind() != Failure.Kind.UNREACHABLE) {
                throw e;
            }
            throw Failure.unreachable(e.problems()
                            .get(0)
                            .remedy("when it is back, run this again; when it is gone for good, `cdctl remove --host "
                                    + host + " --gone -e " + environment.spec().name() + "` forgets it"))
                    .causedBy(e);
        }
    }

    private Environment environment() {
        return means.environment();
    }
}
