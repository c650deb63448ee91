package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import java.util.List;
import java.util.function.Consumer;

/** Finds out whether every host has room for two colours, and the ports for the new one, before anything is started. */
public final class RoomStep implements Step {
    private final Environment environment;
    private final Candidate candidate;

    public RoomStep(Environment environment, Candidate candidate) {
        this.environment = environment;
        this.candidate = candidate;
    }

    @Override
    public String name() {
        return "room";
    }

    @Override
    public String describe() {
        return "check that there is room for two colours";
    }

    @Override
    public String run(Consumer<String> progress) {
        long linked = candidate.run().container().stream()
                .flatMap(container -> container.linked().stream())
                .flatMap(each -> each.memory().stream())
                .mapToLong(Long::longValue)
                .sum();
        environment.machine().requireRoom(new Machine.Room(candidate.run().memory(), linked));
        requirePorts();
        return "";
    }

    /** A port that an instance of the idle colour still has will be free in time. */
    private void requirePorts() {
        List<Slot> ours = environment.instances(candidate.colour()).stream()
                .map(Instance::slot)
                .toList();
        candidate
                .roles(role -> role.kind() == RoleSpec.Kind.WEB)
                .flatMap(role -> candidate.slots(environment, role))
                .filter(slot -> !ours.contains(slot))
                .forEach(environment.addresses()::requireFree);
    }
}
