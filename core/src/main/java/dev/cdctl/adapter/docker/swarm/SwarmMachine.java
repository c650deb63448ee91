package dev.cdctl.adapter.docker.swarm;

import com.github.dockerjava.api.model.Service;
import com.github.dockerjava.api.model.SwarmNode;
import com.github.dockerjava.api.model.Task;
import com.github.dockerjava.api.model.TaskState;
import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.container.Images;
import dev.cdctl.adapter.docker.container.Labels;
import dev.cdctl.adapter.docker.survey.EngineSurvey;
import dev.cdctl.deploy.machine.Exec;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.machine.Survey;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.host.Host;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Lazy;
import dev.cdctl.traffic.Address;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A Docker swarm, told by one of its managers. The copies of a role in one colour are the tasks of one service, and each
 * is reached at the address of the node where the swarm has put it. Connects when it is first asked something.
 * Thread-safe.
 */
public final class SwarmMachine implements Machine {
    private static final long MEGABYTE = 1024 * 1024;

    private final Host place;
    private final Cancel cancel;
    private final Lazy<Told> told;

    /** Everything that works on the connection with one manager. */
    private record Told(Services services, Images images, Ends ends, Supplier<Nodes> nodes) {
        static Told by(Connection connection, Host place, Cancel cancel) {
            Services services = new Services(connection, place, cancel);
            return new Told(
                    services,
                    new Images(connection, place, cancel),
                    new Ends(services),
                    new Lazy<>(services::nodes)::get);
        }

        Connection connection() {
            return services.connection();
        }
    }

    /**
     * The swarm of these managers.
     *
     * @param place the host that stands for all of it
     * @param cancel ends what takes long
     */
    public SwarmMachine(Host place, List<Manager> managers, Cancel cancel) {
        this.place = place;
        this.cancel = cancel;
        this.told = new Lazy<>(() -> Told.by(Manager.answering(managers), place, cancel));
    }

    @Override
    public List<Instance> observe(Name service, Name environment) {
        Services services = told.get().services();
        Nodes nodes = services.nodes();
        return services.all(service, environment).stream()
                .flatMap(each -> services.instances(services.crew(each), nodes).stream())
                .toList();
    }

    /** The manager pulls it too, so that what cannot be pulled is known before anything is started. */
    @Override
    public Software place(Name service, Name environment, Software software) {
        if (!(software instanceof Software.Image image)) {
            throw new IllegalStateException("services run from images");
        }
        told.get().images().place(service, environment, image);
        return image;
    }

    @Override
    public Instance start(Start start) {
        return startAll(List.of(start)).get(0);
    }

    @Override
    public List<Instance> startAll(List<Start> starts) {
        return starts.isEmpty() ? List.of() : started(starts, false);
    }

    @Override
    public Instance startJob(Start start) {
        started(List.of(start), true);
        return start.instance();
    }

    private List<Instance> started(List<Start> starts, boolean job) {
        Services services = told.get().services();
        Instance first = starts.get(0).instance();
        boolean known = services.of(first).isPresent();
        Dismissal dismissal = new Dismissal(services, cancel);
        Crew crew = new Raising(services, told.get().images(), dismissal, cancel).of(starts, job, known);
        told.get().ends().begin(first, crew, known);
        List<Instance> running = services.instances(crew, services.nodes());
        return starts.stream()
                .map(start -> running.stream()
                        .filter(one -> one.slot().equals(start.instance().slot()))
                        .findFirst()
                        .orElse(start.instance()))
                .toList();
    }

    @Override
    public List<Address> reach(Address slot, Optional<ContainerSpec> container) {
        List<Address> all =
                told
                        .get()
                        .nodes()
                        .get()
                        .addresses(container.map(ContainerSpec::placement).orElse(List.of()))
                        .stream()
                        .map(node -> new Address(node, slot.port()))
                        .toList();
        return all.isEmpty() ? List.of(slot) : all;
    }

    @Override
    public Optional<Address> at(Instance instance) {
        return instance.address()
                .flatMap(known -> current(instance)
                        .filter(Crew::isUp)
                        .flatMap(task -> Optional.ofNullable(task.getNodeId()))
                        .flatMap(told.get().nodes().get()::address)
                        .map(node -> new Address(node, known.port())));
    }

    private Optional<Task> current(Instance instance) {
        return told.get()
                .ends()
                .crew(instance)
                .flatMap(crew -> crew.current(instance.slot().index()));
    }

    @Override
    public Optional<Exit> exit(Instance instance) {
        return told.get().ends().of(instance);
    }

    @Override
    public boolean stop(Instance instance, Duration patience) {
        Services services = told.get().services();
        return services.of(instance).map(new Dismissal(services, cancel)::of).orElse(true);
    }

    @Override
    public List<String> tail(Instance instance, int lines) {
        return task(instance, true)
                .map(task -> new TaskLogs(told.get().connection()).tail(task, lines))
                .orElse(List.of());
    }

    @Override
    public String log(Instance instance) {
        return "docker -H " + place.url() + " service logs " + Words.service(instance);
    }

    @Override
    public Closeable follow(Instance instance, Consumer<String> lines) {
        return task(instance, false)
                .map(task -> new TaskLogs(told.get().connection()).follow(task, lines))
                .orElse(() -> {});
    }

    /** An engine runs commands in its own containers only, and a manager does not pass them on to nodes. */
    @Override
    public int exec(Instance instance, Exec exec) {
        throw Failure.refused(Problem.of(
                        "CD-779", "no command can be run in " + instance.slot().brief())
                .because("it is on a node of a swarm, which its managers run no commands on")
                .remedy("go to the node that `docker service ps " + Words.service(instance)
                        + "` names, and use `docker exec` there"));
    }

    /** What the manager's own engine tells. */
    @Override
    public Optional<Survey> survey(Name service, Name environment) {
        return Optional.of(new EngineSurvey(told.get().connection()).of(Labels.environment(service, environment)));
    }

    private Optional<String> task(Instance instance, boolean ended) {
        Optional<Crew> crew = told.get().ends().crew(instance);
        int index = instance.slot().index();
        Optional<Task> last = ended ? crew.flatMap(all -> all.ended(index, java.util.Set.of())) : Optional.empty();
        return last.or(() -> crew.flatMap(all -> all.newest(index))).map(Task::getId);
    }

    /** A swarm takes a container for running only when its HEALTHCHECK has passed, and ends one when that fails. */
    @Override
    public Health health(Instance instance) {
        Optional<TaskState> state = current(instance).map(Crew::state);
        if (state.isEmpty()) {
            return new Health.Unknown();
        }
        return state.get() == TaskState.RUNNING ? new Health.Good() : new Health.Starting();
    }

    @Override
    public void forget(Name service, Name environment) {
        Services services = told.get().services();
        services.all(service, environment).forEach(new Dismissal(services, cancel)::of);
        new Vault(services.connection()).clear(Labels.of(service, environment), List.of());
        new Overlay(services.connection(), service, environment).remove();
        told.get().images().prune(service, environment, List.of());
    }

    @Override
    public void requireRoom(Room needed) {
        List<SwarmNode> takers = told.get().services().nodes().takers(List.of());
        long memory = takers.stream().mapToLong(Nodes::memory).sum();
        if (takers.isEmpty() || 2 * needed.memory() > memory) {
            throw Failure.refused(Problem.of("CD-774", "the swarm has no room for two colours")
                    .because("its " + takers.size() + " active nodes have " + memory / MEGABYTE
                            + " MB, and two colours may use " + 2 * needed.memory() / MEGABYTE + " MB in all")
                    .remedy("add or activate a node, or lower `run.container.memory` or the replicas"));
        }
    }

    /** Jobs that ended stay for their log; what their nodes have of images is the nodes' own. */
    @Override
    public void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments) {
        Services services = told.get().services();
        for (Service each : services.all(service, environment)) {
            String deployment = Services.labels(each).getOrDefault(Labels.DEPLOYMENT, "");
            if (!keepDeployments.contains(deployment)
                    && services.crew(each).tasks().stream().noneMatch(Crew::isAlive)) {
                services.remove(each);
            }
        }
        new Vault(services.connection()).clear(Labels.of(service, environment), keepDeployments);
        told.get().images().prune(service, environment, keepReleases);
    }
}
