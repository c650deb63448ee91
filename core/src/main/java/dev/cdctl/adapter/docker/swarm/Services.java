package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.EndpointSpec;
import com.github.dockerjava.api.model.PortConfig;
import com.github.dockerjava.api.model.Service;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.Task;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.container.Labels;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.engine.Cancel;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The services of a swarm.
 *
 * @param place the host that stands for the swarm
 */
record Services(Connection connection, Host place, Cancel cancel) {
    /** As long as the managers may take to agree on another leader. */
    private static final Duration ELECTION = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int INTERNAL_ERROR = 500;
    /** A task counts as its own first process. */
    private static final long FIRST_PROCESS = 1;

    /** Those of an environment. */
    List<Service> all(Name service, Name environment) {
        return look(
                "list the services of its swarm",
                client -> client.listServicesCmd()
                        .withLabelFilter(Labels.of(service, environment))
                        .exec());
    }

    Optional<Service> find(String name) {
        return look("look at a service", client -> {
            try {
                return Optional.of(client.inspectServiceCmd(name).exec());
            } catch (NotFoundException e) {
                return Optional.<Service>empty();
            }
        });
    }

    /** The service that an instance belongs to, while it is there and of the same deployment. */
    Optional<Service> of(Instance instance) {
        return find(Words.service(instance)).filter(found -> isOf(found, instance));
    }

    static boolean isOf(Service found, Instance instance) {
        return labels(found)
                .entrySet()
                .containsAll(Labels.common(instance).entrySet().stream()
                        .filter(label -> !label.getKey().equals(Labels.TOKEN))
                        .toList());
    }

    /** Tasks have the labels of their service, also when that is not there any more. */
    List<Task> tasks(Map<String, String> labels) {
        return look(
                "list the tasks of its swarm",
                client -> client.listTasksCmd().withLabelFilter(labels).exec());
    }

    Crew crew(Service service) {
        return new Crew(
                service,
                tasks(labels(service)).stream()
                        .filter(task -> String.valueOf(service.getId()).equals(task.getServiceId()))
                        .toList());
    }

    /** The copies that the swarm wants to run now. */
    List<Instance> instances(Crew crew, Nodes nodes) {
        List<Instance> instances = new ArrayList<>();
        for (int index = 0; index < crew.size(); index++) {
            int number = index;
            crew.current(index)
                    .flatMap(task -> instance(crew, number, task, nodes))
                    .ifPresent(instances::add);
        }
        return instances;
    }

    /** A task that no node has yet is where the swarm itself is. */
    private Optional<Instance> instance(Crew crew, int index, Task task, Nodes nodes) {
        String where =
                Optional.ofNullable(task.getNodeId()).flatMap(nodes::address).orElse(place.address());
        Optional<Address> address = port(crew.service()).map(port -> new Address(where, port));
        Map<String, String> labels = Labels.of(labels(crew.service()), index, address);
        return Labels.read(labels, Crew.isUp(task) ? FIRST_PROCESS : 0, place);
    }

    private static Optional<Integer> port(Service service) {
        return Optional.ofNullable(service.getSpec())
                .map(ServiceSpec::getEndpointSpec)
                .map(EndpointSpec::getPorts)
                .flatMap(ports -> ports.stream().findFirst())
                .map(PortConfig::getPublishedPort);
    }

    static Map<String, String> labels(Service service) {
        return Optional.ofNullable(service.getSpec())
                .map(ServiceSpec::getLabels)
                .orElse(Map.of());
    }

    Nodes nodes() {
        return look("list the nodes of its swarm", Nodes::ask);
    }

    /** A swarm answers nothing while it has no leader, such as after one of its managers was lost: asks once more. */
    private <T> T look(String what, Function<DockerClient, T> question) {
        long begin = System.nanoTime();
        while (true) {
            try {
                return connection.ask(what, question);
            } catch (Failure e) {
                boolean passing = e.getCause() instanceof DockerException refusal
                        && refusal.getHttpStatus() >= INTERNAL_ERROR
                        && System.nanoTime() - begin < ELECTION.toNanos();
                if (!passing || !cancel.sleep(PAUSE)) {
                    throw e;
                }
            }
        }
    }

    /** Removes it; its tasks end in their own time. */
    void remove(Service service) {
        connection.ask("remove a service", client -> {
            try {
                client.removeServiceCmd(String.valueOf(service.getId())).exec();
            } catch (NotFoundException e) {
                // Somebody else has removed it.
            }
            return true;
        });
    }
}
