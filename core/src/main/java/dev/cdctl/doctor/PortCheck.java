package dev.cdctl.doctor;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Port;
import dev.cdctl.deploy.machine.Survey;
import dev.cdctl.deploy.spec.EnvironmentSpec.Ports;
import dev.cdctl.traffic.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether the ports that both colours of an environment have on a host are theirs, and whether there are enough.
 *
 * @param look what its shell shows; without one, only ports of containers and those that answer are seen
 */
record PortCheck(HostNeeds needs, Survey survey, Optional<HostLook> look) {
    /** @param running the environment's instances there */
    List<Finding> look(List<Instance> running) {
        List<Integer> ours = running.stream()
                .flatMap(instance -> instance.address().stream())
                .map(Address::port)
                .toList();
        List<Finding> findings = new ArrayList<>();
        int unknown = 0;
        for (Slot slot : needs.slots().toList()) {
            Optional<Integer> port = needs.owned().apply(slot).map(Address::port);
            unknown += port.isEmpty() ? 1 : 0;
            port.filter(number -> !ours.contains(number))
                    .flatMap(number -> holder(number).map(who -> taken(slot, number, who)))
                    .ifPresent(findings::add);
        }
        findings.add(range(unknown, ours.size()));
        return findings;
    }

    /** Who has the port, when somebody has. */
    private Optional<String> holder(int port) {
        Optional<String> container =
                Optional.ofNullable(survey.published().get(port)).map(name -> "the container " + name);
        if (container.isPresent()) {
            return container;
        }
        if (look.isPresent()) {
            return Optional.ofNullable(look.get().listening().get(port));
        }
        return Port.isFree(needs.host(), port) ? Optional.empty() : Optional.of("somebody");
    }

    private Finding taken(Slot slot, int port, String who) {
        return Finding.wrong(
                needs.host().id(),
                "port " + port + ", which belongs to " + slot.role() + "-" + slot.index() + " ("
                        + slot.colour().word() + "), is held by " + who,
                "end that, or run cdctl remove -e " + needs.spec().name() + " and deploy again");
    }

    /** Ports that nobody was given yet come out of the range. */
    private Finding range(int needed, int ours) {
        Ports range = needs.spec().ports();
        long free = IntStream.rangeClosed(range.first(), range.last())
                .filter(port -> !survey.published().containsKey(port))
                .filter(port ->
                        look.map(one -> !one.listening().containsKey(port)).orElse(true))
                .count();
        String text = "ports " + range.first() + "-" + range.last() + ": " + free + " are free, " + ours
                + " are this environment's";
        return free >= needed
                ? Finding.ok(needs.host().id(), text)
                : Finding.wrong(
                        needs.host().id(),
                        text + ", and " + needed + " more are needed",
                        "give the environment a wider range under ports");
    }
}
