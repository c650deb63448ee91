package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.command.CreateServiceCmd;
import com.github.dockerjava.api.model.Service;
import com.github.dockerjava.api.model.ServiceModeConfig;
import com.github.dockerjava.api.model.ServiceReplicatedModeOptions;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.Task;
import com.github.dockerjava.api.model.TaskState;
import dev.cdctl.adapter.docker.Pull;
import dev.cdctl.adapter.docker.container.Images;
import dev.cdctl.adapter.docker.container.Labels;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Has a swarm run the copies of a role, and waits until each has a container that was started. */
record Raising(Services services, Images images, Dismissal dismissal, Cancel cancel) {
    /** As long as an image may take to be pulled by a node. */
    private static final Duration LIMIT = Duration.ofMinutes(30);
    /** A port or memory that the release before had may become free in that time. */
    private static final Duration NO_PLACE = Duration.ofSeconds(20);

    private static final Duration GLANCE = Duration.ofMillis(200);

    /**
     * Starts those that do not run.
     *
     * @param starts copies of one role
     * @param known whether their service was there before, so that what ended earlier says nothing
     */
    Crew of(List<Machine.Start> starts, boolean job, boolean known) {
        Machine.Start first = starts.get(0);
        int replicas = starts.stream()
                        .mapToInt(start -> start.instance().slot().index())
                        .max()
                        .orElse(0)
                + 1;
        Service service = service(first, replicas, job);
        String image = Blueprint.image(first).ref().toString();
        Set<String> before = known ? Set.copyOf(services.crew(service).ended()) : Set.of();
        return await(service, first.instance(), new Wanted(replicas, images.checksItself(image), before));
    }

    /**
     * What is waited for.
     *
     * @param checked whether the image has a HEALTHCHECK
     * @param before the IDs of what ended earlier
     */
    private record Wanted(int replicas, boolean checked, Set<String> before) {
        boolean isIn(Crew crew) {
            return IntStream.range(0, replicas).allMatch(index -> crew.wasStarted(index, checked, before));
        }
    }

    private Service service(Machine.Start start, int replicas, boolean job) {
        Instance instance = start.instance();
        Optional<Service> left = services.find(Words.service(instance));
        left.ifPresent(found -> requireOurs(found, instance));
        Optional<Service> same = left.filter(found -> Services.isOf(found, instance) && !isOver(found));
        if (same.isPresent()) {
            scale(same.get(), replicas);
            return same.get();
        }
        left.ifPresent(dismissal::of);
        new Overlay(
                        services.connection(),
                        instance.slot().service(),
                        instance.slot().environment())
                .ensure();
        create(start, replicas, job);
        return services.of(instance).orElseThrow(() -> gone(instance));
    }

    /** Whether the swarm will start nothing of it any more. */
    private boolean isOver(Service service) {
        Crew crew = services.crew(service);
        return crew.endsForGood() && !crew.ended().isEmpty();
    }

    private void create(Machine.Start start, int replicas, boolean job) {
        Vault vault = new Vault(services.connection());
        Software.Image image = Blueprint.image(start);
        String user = start.container()
                .flatMap(ContainerSpec::user)
                .orElseGet(() ->
                        start.secrets().isEmpty() ? "" : images.user(image.ref().toString()));
        ServiceSpec spec = new Blueprint(start, replicas, job, vault.keep(start, user)).spec();
        services.connection().ask("create a service", client -> {
            CreateServiceCmd command = client.createServiceCmd(spec);
            image.login()
                    .get()
                    .ifPresent(login ->
                            command.withAuthConfig(Pull.config(image.ref().registry(), login)));
            return command.exec().getId();
        });
    }

    /** Nothing but the number may change: else the swarm would replace every task. */
    private void scale(Service service, int replicas) {
        long now = Optional.ofNullable(service.getSpec())
                .map(ServiceSpec::getMode)
                .map(ServiceModeConfig::getReplicated)
                .map(ServiceReplicatedModeOptions::getReplicas)
                .map(Number::longValue)
                .orElse(0L);
        if (now >= replicas) {
            return;
        }
        ServiceSpec spec = service.getSpec()
                .withMode(new ServiceModeConfig()
                        .withReplicated(new ServiceReplicatedModeOptions().withReplicas(replicas)));
        services.connection()
                .ask(
                        "scale a service",
                        client -> client.updateServiceCmd(String.valueOf(service.getId()), spec)
                                .withVersion(service.getVersion().getIndex())
                                .exec());
    }

    private Crew await(Service service, Instance instance, Wanted wanted) {
        long begin = System.nanoTime();
        while (true) {
            Crew crew = services.crew(service);
            if (wanted.isIn(crew)) {
                return crew;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - begin);
            IntStream.range(0, crew.size())
                    .boxed()
                    .flatMap(index -> crew.telling(index, wanted.before()))
                    .forEach(task -> judge(task, instance, waited));
            if (!cancel.sleep(GLANCE)) {
                cancel.check();
            }
        }
    }

    private static void judge(Task task, Instance instance, Duration waited) {
        String complaint = Crew.complaint(task);
        if (Crew.state(task) == TaskState.REJECTED) {
            throw Failure.failed(Problem.of(
                            "CD-775", "a node cannot start " + instance.slot().role() + " of the swarm")
                    .because(complaint)
                    .remedy("see that every node reaches the registry, and what is said of the container in"
                            + " pipeline.yaml"));
        }
        boolean homeless = Crew.state(task) == TaskState.PENDING && !complaint.isEmpty();
        if (homeless && waited.compareTo(NO_PLACE) > 0) {
            throw Failure.refused(Problem.of(
                            "CD-774",
                            "no node takes a copy of " + instance.slot().role())
                    .because(complaint)
                    .remedy("copies of a web role need a node each: lower `replicas`, add or activate a node, or widen"
                            + " `run.container.placement`"));
        }
        if (waited.compareTo(LIMIT) > 0) {
            throw Failure.failed(Problem.of("CD-775", instance.slot().role() + " was not started in time")
                    .because("after " + LIMIT.toMinutes() + " min its task is " + Crew.state(task) + " " + complaint)
                    .remedy("see what its node does: `docker service ps --no-trunc " + Words.service(instance) + "`"));
        }
    }

    private static void requireOurs(Service left, Instance instance) {
        boolean ours = Services.labels(left)
                .entrySet()
                .containsAll(
                        Labels.of(instance.slot().service(), instance.slot().environment())
                                .entrySet());
        if (!ours) {
            throw Failure.refused(Problem.of("CD-778", "another service is called " + Words.service(instance))
                    .because("it has not the labels that cdctl gives")
                    .remedy("rename or remove it, if nobody needs it"));
        }
    }

    private static Failure gone(Instance instance) {
        return Failure.failed(Problem.of("CD-775", "the service " + Words.service(instance) + " is gone")
                .because("somebody removed it when it had just been created")
                .remedy("deploy again"));
    }
}
