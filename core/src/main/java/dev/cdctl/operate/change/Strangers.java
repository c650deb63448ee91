package dev.cdctl.operate.change;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Foreign;
import dev.cdctl.deploy.machine.Foreign.Published;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.operate.change.Adopt.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds containers that somebody else started, and says of each why it cannot be taken over. */
final class Strangers {
    private final Environment environment;
    private final RoleSpec role;
    private final Problems problems = new Problems();

    Strangers(Environment environment, RoleSpec role) {
        this.environment = environment;
        this.role = role;
    }

    /** Those of every host, in the order of the list of hosts. */
    List<Found> find(List<String> named) {
        List<Found> all = new ArrayList<>();
        refuseUnknownHosts(named);
        for (Host host : environment.hosts()) {
            List<String> here = named.stream()
                    .filter(name -> !name.contains("=") || name.startsWith(host.id() + "="))
                    .map(name -> name.substring(name.indexOf('=') + 1))
                    .toList();
            if (here.size() != role.replicas()) {
                problems.add(Problem.of(
                                "CD-742",
                                role.replicas() + " of role " + role.name() + " are to run on " + host + ", and "
                                        + here.size() + " are named")
                        .remedy("name each of them, `" + host + "=NAME` where hosts differ; or change `replicas`"));
                continue;
            }
            for (int index = 0; index < here.size(); index++) {
                Slot slot = new Slot(
                        environment.service(), environment.spec().name(), role.name(), index, Colour.BLUE, host);
                found(here.get(index), slot).ifPresent(all::add);
            }
        }
        problems.throwIfAny(Failure.Kind.REFUSED);
        return all;
    }

    private void refuseUnknownHosts(List<String> named) {
        named.stream()
                .filter(name -> name.contains("="))
                .map(name -> name.substring(0, name.indexOf('=')))
                .filter(name ->
                        environment.hosts().stream().noneMatch(host -> host.id().equals(name)))
                .forEach(name -> problems.add(Problem.of("CD-742", "there is no host " + name)
                        .because("the hosts are " + environment.hosts())));
    }

    private Optional<Found> found(String name, Slot slot) {
        Optional<Foreign> container = environment.machine().on(slot.host()).foreign(name);
        if (container.isEmpty()) {
            problems.add(Problem.of("CD-743", "there is no container " + name + " on " + slot.host())
                    .remedy("`docker ps` there lists what runs"));
            return Optional.empty();
        }
        Optional<Problem> objection = objection(container.get(), slot);
        objection.ifPresent(problems::add);
        return objection.isPresent()
                ? Optional.empty()
                : port(container.get()).map(port -> new Found(container.get(), slot, port.port()));
    }

    private Optional<Problem> objection(Foreign container, Slot slot) {
        String what = container.name() + " on " + slot.host() + " cannot be adopted";
        if (container.ours()) {
            return Optional.of(Problem.of("CD-744", what)
                    .because("it has the labels of cdctl, so it is an environment's already")
                    .remedy("`cdctl status` of that environment shows it"));
        }
        if (!container.runs()) {
            return Optional.of(
                    Problem.of("CD-744", what).because("it does not run").remedy("start it, and see that it is well"));
        }
        Optional<Published> port = port(container);
        if (port.isEmpty()) {
            return Optional.of(
                    Problem.of("CD-744", what)
                            .because("it does not publish port " + inside() + ", so no router reaches it")
                            .remedy(
                                    "say where it listens: run: {container: {port: ...}}; or start it with that port published"));
        }
        boolean everywhere = List.of("", "0.0.0.0", "::").contains(port.get().address());
        if (!everywhere && !port.get().address().equals(slot.host().address())) {
            return Optional.of(Problem.of("CD-744", what)
                    .because("it publishes its port on " + port.get().address() + " alone, and " + slot.host()
                            + " is reached at " + slot.host().address())
                    .remedy("start it with its port published on " + slot.host().address()));
        }
        return Optional.empty();
    }

    /** Where pipeline.yaml says that it listens; when it publishes one port only, that one. */
    private Optional<Published> port(Foreign container) {
        List<Published> all = container.ports();
        return all.stream()
                .filter(port -> port.inside() == inside())
                .findFirst()
                .or(() -> all.stream().map(Published::port).distinct().count() == 1
                        ? Optional.of(all.get(0))
                        : Optional.empty());
    }

    private int inside() {
        return environment
                .spec()
                .run()
                .container()
                .map(ContainerSpec::port)
                .orElse(ContainerSpec.usual().port());
    }
}
