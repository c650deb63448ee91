package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.deploy.machine.Adopted;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The containers of one engine. */
record Containers(Connection connection, Host host) {
    /** A container counts as its own first process, whose number inside it is 1. */
    static final long FIRST_PROCESS = 1;

    /** Every container of the environment, also those that ended. */
    List<Container> all(Name service, Name environment) {
        return connection.ask(
                "list containers",
                client -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Labels.filter(service, environment))
                        .exec());
    }

    /** The instances among them that run, or may soon: created and restarting ones have no first process now. */
    List<Instance> instances(Name service, Name environment) {
        return all(service, environment).stream()
                .filter(each ->
                        List.of("created", "running", "paused", "restarting").contains(state(each)))
                .flatMap(each -> instance(each).stream())
                .toList();
    }

    /** The instance that somebody else's container became, while it runs. */
    Optional<Instance> running(Adopted adopted) {
        return find(adopted.container())
                .filter(Containers::runs)
                .map(found -> adopted.instance().running(FIRST_PROCESS));
    }

    /** Starts one that was taken over, and had ended. */
    void startAgain(String id, Host on) {
        connection.ask("start a container", client -> {
            try {
                client.startContainerCmd(id).exec();
            } catch (NotModifiedException e) {
                // It runs already.
            } catch (NotFoundException e) {
                throw Failure.refused(Problem.of("CD-745", "an adopted container is gone from " + on)
                                .because(id + " was removed, and cdctl does not know how it was started")
                                .remedy("deploy a release that was pushed"))
                        .causedBy(e);
            }
            return true;
        });
    }

    /** Sees to it that its engine does not start a container again that is about to be stopped on purpose. */
    void stayStopped(String id) {
        boolean comesBack = find(id).map(InspectContainerResponse::getHostConfig)
                .map(HostConfig::getRestartPolicy)
                .filter(policy -> "always".equals(policy.getName()))
                .isPresent();
        if (comesBack) {
            connection.ask(
                    "change a container's restart policy",
                    client -> client.updateContainerCmd(id)
                            .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                            .exec());
        }
    }

    /** What a container's labels tell. */
    Optional<Instance> instance(Container container) {
        boolean runs = List.of("running", "paused").contains(state(container));
        return Labels.read(labels(container), runs ? FIRST_PROCESS : 0, host);
    }

    static Map<String, String> labels(Container container) {
        return Optional.ofNullable(container.getLabels()).orElse(Map.of());
    }

    static String state(Container container) {
        return Optional.ofNullable(container.getState()).orElse("");
    }

    /** The container of that name or ID, as it is now. */
    Optional<InspectContainerResponse> find(String name) {
        return connection.ask("look at a container", client -> {
            try {
                return Optional.of(client.inspectContainerCmd(name).exec());
            } catch (NotFoundException e) {
                return Optional.<InspectContainerResponse>empty();
            }
        });
    }

    /** Whether its first process is there now. */
    static boolean runs(InspectContainerResponse container) {
        ContainerState state = container.getState();
        return Boolean.TRUE.equals(state.getRunning()) && !Boolean.TRUE.equals(state.getRestarting());
    }

    /** Removes what ended in that place; its log goes with it. */
    void vacate(Instance.Slot slot) {
        all(slot.service(), slot.environment()).stream()
                .filter(each -> state(each).equals("exited") || state(each).equals("dead"))
                .filter(each ->
                        instance(each).filter(one -> one.slot().equals(slot)).isPresent())
                .forEach(each -> remove(each.getId()));
    }

    /** Removes what ended and belongs to none of these deployments. */
    void prune(Name service, Name environment, List<String> keepDeployments) {
        all(service, environment).stream()
                .filter(each -> state(each).equals("exited") || state(each).equals("dead"))
                .filter(each -> instance(each)
                        .filter(one -> !keepDeployments.contains(one.deployment()))
                        .isPresent())
                .forEach(each -> remove(each.getId()));
    }

    /** Removes it with what nobody gave a name to; somebody else may do so at the same time. */
    void remove(String name) {
        connection.remove(name);
    }
}
