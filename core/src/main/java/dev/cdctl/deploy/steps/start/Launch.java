package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.Instance;
import dev.cdctl.deploy.Instance.Slot;
import dev.cdctl.deploy.Machine;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.traffic.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Path folder = FetchStep.folder(environment, candidate);
        List<Instance> started = candidate
                .roles(roles)
                .flatMap(role -> candidate
                        .slots(environment, role)
                        .filter(slot -> !taken.contains(slot))
                        .map(slot -> launched(role, slot, folder)))
                .toList();
        return Stream.concat(running.stream(), started.stream()).toList();
    }

    /** How many instances these roles have. */
    int count(Predicate<RoleSpec> roles) {
        return Math.toIntExact(slots(roles).count());
    }

    private Stream<Slot> slots(Predicate<RoleSpec> roles) {
        return candidate.roles(roles).flatMap(role -> candidate.slots(environment, role));
    }

    private Instance launched(RoleSpec role, Slot slot, Path folder) {
        if (role.kind() == RoleSpec.Kind.WEB) {
            environment.addresses().requireFree(slot);
        }
        return environment.machine().start(order(role, slot, folder));
    }

    Machine.Start order(RoleSpec role, Slot slot, Path folder) {
        Map<String, String> variables = candidate.variables().get().getOrDefault(role, Map.of());
        return new Machine.Start(instance(role, slot), folder, role.command(), variables);
    }

    private Instance instance(RoleSpec role, Slot slot) {
        Optional<Address> address = role.kind() == RoleSpec.Kind.WEB
                ? Optional.of(environment.addresses().of(slot))
                : Optional.empty();
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
