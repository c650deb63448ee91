package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.exception.DockerException;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.inside.Inside;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Creates containers, fills them and starts them, whole or not at all. */
record Creation(Containers containers, Images images) {
    /**
     * Starts it, unless a killed command has done so.
     *
     * @return the container's ID
     */
    String of(Order order) {
        Instance instance = order.start().instance();
        Optional<Found> left = containers.find(order.name());
        if (left.isPresent()) {
            requireOurs(left.get(), instance);
            if (left.get().runs()) {
                return left.get().id();
            }
            containers.remove(left.get().id());
        }
        containers.vacate(instance.slot());
        new Network(
                        containers.connection(),
                        instance.slot().service(),
                        instance.slot().environment())
                .ensure();
        String id = create(order);
        boolean started = false;
        try {
            fill(order, id);
            start(order, id);
            started = true;
        } finally {
            if (!started) {
                containers.remove(id);
            }
        }
        return id;
    }

    private static void requireOurs(Found left, Instance instance) {
        boolean ours = Labels.read(left.labels(), 0, instance.slot().host())
                .filter(found -> found.slot().equals(instance.slot())
                        && found.deployment().equals(instance.deployment()))
                .isPresent();
        if (!ours) {
            throw Failure.refused(Problem.of(
                            "CD-495",
                            "another container has the name of "
                                    + instance.slot().brief())
                    .because(left.name() + " has not the labels that cdctl gives")
                    .remedy("rename or remove it, if nobody needs it"));
        }
    }

    private String create(Order order) {
        return containers
                .connection()
                .ask(
                        "create a container",
                        client -> order.to(client.createContainerCmd(order.image()))
                                .exec()
                                .getId());
    }

    private void fill(Order order, String id) {
        Inside inside = new Inside(containers.connection(), id);
        inside.secrets(order.start().secrets(), order.spec().user().orElseGet(() -> images.user(order.image())));
        Optional.ofNullable(order.start().environment().get(Order.CONFIGURATION))
                .map(Path::of)
                .ifPresent(inside::configuration);
    }

    private void start(Order order, String id) {
        containers.connection().ask("start a container", client -> {
            try {
                return client.startContainerCmd(id).exec();
            } catch (DockerException e) {
                throw notStarted(order, e).causedBy(e);
            }
        });
    }

    private Failure notStarted(Order order, DockerException e) {
        Instance instance = order.start().instance();
        String why = Connection.reason(e);
        String lower = why.toLowerCase(Locale.ROOT);
        if (lower.contains("port is already allocated") || lower.contains("address already in use")) {
            return Failure.refused(Problem.of(
                            "CD-496",
                            "port " + instance.address().map(Object::toString).orElse("") + " of "
                                    + instance.slot().brief() + " is taken")
                    .because(why)
                    .remedy("end what listens there, or run cdctl remove for this environment and deploy again"));
        }
        return Failure.failed(Problem.of("CD-518", instance.slot().brief() + " could not be started")
                .because(why)
                .remedy("check the role's command, and what is said of its container in pipeline.yaml"));
    }
}
