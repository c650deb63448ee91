package dev.cdctl.doctor;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A host, and what an environment needs of it.
 *
 * @param owned the address that a slot has, when it has one
 */
record HostNeeds(
        Name service, EnvironmentSpec spec, Host host, Machine machine, Function<Slot, Optional<Address>> owned) {
    /** The environment's instances there. */
    List<Instance> instances() {
        return machine.observe(service, spec.name());
    }

    /** The places of both colours that need a port. */
    Stream<Slot> slots() {
        return spec.run().roles().stream()
                .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                .flatMap(role -> Stream.of(Colour.values()).flatMap(colour -> slots(role, colour)));
    }

    private Stream<Slot> slots(RoleSpec role, Colour colour) {
        return IntStream.range(0, role.replicas())
                .mapToObj(index -> new Slot(service, spec.name(), role.name(), index, colour, host));
    }

    /** What both colours may use, in bytes; 0 when no limit is said. */
    long memory() {
        return 2 * spec.run().memory();
    }
}
