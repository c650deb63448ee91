package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.Secrets;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.OnEachHost;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.host.Host;
import dev.cdctl.traffic.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts instances of a candidate. */
final class Launch {
    private final Environment environment;
    private final Candidate candidate;

    Launch(Environment environment, Candidate candidate) {
        this.environment = environment;
        this.candidate = candidate;
    }

    /** The instances of the candidate that run. */
    List<Instance> running(Predicate<RoleSpec> roles) {
        List<Slot> slots = slots(roles).toList();
        return environment.instances(candidate.colour()).stream()
                .filter(instance -> instance.deployment().equals(candidate.deployment()))
                .filter(instance -> instance.pid() != 0 && slots.contains(instance.slot()))
                .toList();
    }

    /** The instances of the candidate as they should run: those that do, and for the others what they would be. */
    List<Instance> placed(Predicate<RoleSpec> roles) {
        Map<Slot, Instance> running =
                running(roles).stream().collect(Collectors.toMap(Instance::slot, instance -> instance));
        return candidate
                .roles(roles)
                .flatMap(role -> candidate
                        .slots(environment, role)
                        .map(slot -> running.getOrDefault(slot, instance(role, slot))))
                .toList();
    }

    /** Starts those that do not run yet; returns all of them. */
    List<Instance> start(Predicate<RoleSpec> roles) {
        List<Instance> running = running(roles);
        if (running.size() == count(roles)) {
            return running;
        }
        List<Slot> taken = running.stream().map(Instance::slot).toList();
        Queue<Instance> all = new ConcurrentLinkedQueue<>(running);
        new OnEachHost(environment.hosts())
                .run(host -> candidate
                        .roles(roles)
                        .forEach(role -> all.addAll(launched(
                                role,
                                candidate
                                        .slots(environment, role)
                                        .filter(slot -> slot.host().equals(host) && !taken.contains(slot))
                                        .toList()))));
        return List.copyOf(all);
    }

    /** How many instances these roles have. */
    int count(Predicate<RoleSpec> roles) {
        return Math.toIntExact(slots(roles).count());
    }

    private Stream<Slot> slots(Predicate<RoleSpec> roles) {
        return candidate.roles(roles).flatMap(role -> candidate.slots(environment, role));
    }

    private List<Instance> launched(RoleSpec role, List<Slot> slots) {
        if (role.kind() == RoleSpec.Kind.WEB) {
            slots.forEach(environment.addresses()::requireFree);
        }
        return environment
                .machine()
                .startAll(slots.stream().map(slot -> order(role, slot)).toList());
    }

    Machine.Start order(RoleSpec role, Slot slot) {
        Secrets.Variables variables = candidate.variables().get().getOrDefault(role, Secrets.Variables.none());
        return new Machine.Start(
                instance(role, slot),
                FetchStep.software(environment, candidate, role, slot.host()),
                role.command(),
                variables.plain(),
                variables.secret(),
                candidate.run().containerOf(role),
                candidate.run().stopTimeout());
    }

    private Instance instance(RoleSpec role, Slot slot) {
        return instance(
                slot,
                role.kind() == RoleSpec.Kind.WEB
                        ? Optional.of(environment.addresses().of(slot))
                        : Optional.empty());
    }

    /** Those on a host, whether they run or not, without their addresses. */
    Stream<Instance> named(Predicate<RoleSpec> roles, Host host) {
        return slots(roles).filter(slot -> slot.host().equals(host)).map(slot -> instance(slot, Optional.empty()));
    }

    private Instance instance(Slot slot, Optional<Address> address) {
        return new Instance(
                slot,
                candidate.deployment(),
                candidate.release().version(),
                candidate.release().digest(),
                candidate.token(),
                0,
                address);
    }
}
