package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.model.ContainerSpec;
import com.github.dockerjava.api.model.Service;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.Task;
import com.github.dockerjava.api.model.TaskSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ends services. A service is the copies of one role in one colour, which always end together. */
record Dismissal(Services services, Cancel cancel) {
    private static final Duration MERCILESS = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(100);

    /**
     * Removes it and waits until its containers have ended, as long as it was given for that when it was created. What
     * runs on a node that the swarm has lost is not waited for.
     *
     * @return whether they ended in time, so that nothing had to be killed
     */
    boolean of(Service service) {
        Map<String, String> labels = Services.labels(service);
        Duration grace = grace(service);
        services.remove(service);
        long begin = System.nanoTime();
        while (runs(service, labels)) {
            Duration waited = Duration.ofNanos(System.nanoTime() - begin);
            if (waited.compareTo(grace.plus(MERCILESS)) > 0) {
                throw stays(service, waited);
            }
            if (!cancel.sleep(GLANCE)) {
                // The swarm goes on with it by itself.
                return true;
            }
        }
        new Vault(services.connection()).clear(labels, List.of());
        return System.nanoTime() - begin < grace.toNanos();
    }

    private boolean runs(Service service, Map<String, String> labels) {
        List<Task> alive = services.tasks(labels).stream()
                .filter(task -> String.valueOf(service.getId()).equals(task.getServiceId()))
                .filter(Crew::isAlive)
                .toList();
        if (alive.isEmpty()) {
            return false;
        }
        Nodes nodes = services.nodes();
        return alive.stream()
                .anyMatch(task -> Optional.ofNullable(task.getNodeId())
                        .filter(node -> !nodes.isLost(node))
                        .isPresent());
    }

    private static Duration grace(Service service) {
        return Optional.ofNullable(service.getSpec())
                .map(ServiceSpec::getTaskTemplate)
                .map(TaskSpec::getContainerSpec)
                .map(ContainerSpec::getStopGracePeriod)
                .map(Duration::ofNanos)
                .orElse(Duration.ofSeconds(10));
    }

    private static Failure stays(Service service, Duration waited) {
        String name =
                Optional.ofNullable(service.getSpec()).map(ServiceSpec::getName).orElse("");
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-777", "the containers of " + name + " do not end")
                        .because("the swarm was told " + waited.toSeconds() + " s ago")
                        .remedy("see what their nodes wait for, or restart the engines there, and try again"));
    }
}
