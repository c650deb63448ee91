package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.register.Entry;
import dev.cdctl.deploy.register.Registration;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.steps.start.Words;
import dev.cdctl.engine.Step;
import dev.cdctl.host.Host;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Registers the web instances of a candidate, so that other programs find them. Until its checks pass, an entry says
 * that it is not well. What other entries of the environment say of the same colour is taken out: its instances are gone.
 */
final class RegisterStep implements Step {
    private final Environment environment;
    private final Registrations registrations;
    private final Candidate candidate;
    private final boolean started;

    /** @param started whether the plan starts the instances, so that its undoing ends them */
    RegisterStep(Environment environment, Registrations registrations, Candidate candidate, boolean started) {
        this.environment = environment;
        this.registrations = registrations;
        this.candidate = candidate;
        this.started = started;
    }

    @Override
    public String name() {
        return "register";
    }

    @Override
    public String describe() {
        return "register " + candidate.colour().word() + " in Consul";
    }

    @Override
    public boolean done() {
        List<Registration> wanted = wanted();
        return !wanted.isEmpty() && registrations.missing(wanted).isEmpty();
    }

    @Override
    public String run(Consumer<String> progress) {
        Predicate<Entry> here = Registrations.in(
                Stream.of(candidate.colour().word()),
                environment.hosts().stream().map(Host::id));
        return Words.count(registrations.make(wanted(), here).size(), "instance");
    }

    private List<Registration> wanted() {
        List<Instance> running = environment.instances(candidate.colour()).stream()
                .filter(instance -> instance.deployment().equals(candidate.deployment()))
                .filter(instance -> instance.pid() != 0)
                .toList();
        return registrations.of(running, candidate.run().roles());
    }

    /** Also of instances on hosts that cannot be reached now; where they were warm before, they stay registered. */
    @Override
    public void undo() {
        if (started) {
            registrations.withdraw(Registrations.of(candidate.deployment()));
        }
    }
}
