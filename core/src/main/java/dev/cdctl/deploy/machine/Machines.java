package dev.cdctl.deploy.machine;

import dev.cdctl.host.Host;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The hosts of an environment as one machine: what concerns an instance is asked of the host that it is on. */
public final class Machines implements Machine {
    private final Map<Host, NotedMachine> machines;
    private final Function<Host, Machine> former;
    private final Consumer<Instance> leaving;

    /** Hosts of which none ever leaves the environment. */
    public Machines(Map<Host, Machine> machines) {
        this(machines, host -> machines.values().iterator().next());
    }

    /**
     * The machines of an environment.
     *
     * @param machines in the order of pipeline.yaml; at least one
     * @param former gives the machine of a host that the environment has no more
     */
    public Machines(Map<Host, Machine> machines, Function<Host, Machine> former) {
        this(noted(machines), former, instance -> {});
    }

    private Machines(Map<Host, NotedMachine> noted, Function<Host, Machine> former, Consumer<Instance> leaving) {
        this.machines = Collections.unmodifiableMap(noted);
        this.former = former;
        this.leaving = leaving;
    }

    private static Map<Host, NotedMachine> noted(Map<Host, Machine> machines) {
        Map<Host, NotedMachine> noted = new LinkedHashMap<>();
        machines.forEach((host, machine) -> noted.put(host, new NotedMachine(machine)));
        return noted;
    }

    /** The same, where this is told of each instance before it is stopped. */
    public Machines telling(Consumer<Instance> whoever) {
        return new Machines(machines, former, whoever);
    }

    /** This computer alone. */
    public static Machines here(Machine machine) {
        return new Machines(Map.of(Host.LOCAL, machine), host -> machine);
    }

    /** The hosts. */
    public List<Host> hosts() {
        return List.copyOf(machines.keySet());
    }

    /** The machine of a host; of one that the environment has no more, its first one. */
    public Machine on(Host host) {
        return noted(host);
    }

    /** What was noticed on a host since the last {@link #begin}. */
    public HostNotes.Noticed noticed(Host host) {
        return noted(host).notes().noticed();
    }

    /** Takes new notes of every host from now on. */
    public void begin() {
        machines.values().forEach(NotedMachine::begin);
    }

    private NotedMachine noted(Host host) {
        return Objects.requireNonNullElseGet(
                machines.get(host), () -> machines.values().iterator().next());
    }

    /** The machine of a host that the environment has no more. */
    public Machine formerly(Host host) {
        return former.apply(host);
    }

    @Override
    public List<Instance> observe(Name service, Name environment) {
        List<Instance> all = Collections.synchronizedList(new ArrayList<>());
        new OnEachHost(hosts()).run(host -> all.addAll(on(host).observe(service, environment)));
        return ordered(all);
    }

    /**
     * What could be seen.
     *
     * @param instances on the hosts that answered
     * @param unseen why the others did not, by their names
     */
    public record Observed(List<Instance> instances, Map<String, String> unseen) {}

    /** Every instance that runs, as far as the hosts can be reached. */
    public Observed observed(Name service, Name environment) {
        return observed(hosts(), service, environment);
    }

    /** The same of these hosts alone. */
    public Observed observed(List<Host> some, Name service, Name environment) {
        Observed all = observed(some, host -> on(host).observe(service, environment));
        return new Observed(ordered(all.instances()), all.unseen());
    }

    /** Every instance that runs on hosts which the environment has no more, as far as they can be reached. */
    public Observed formerly(List<Host> hosts, Name service, Name environment) {
        return observed(hosts, host -> formerly(host).observe(service, environment));
    }

    private static Observed observed(List<Host> hosts, Function<Host, List<Instance>> observe) {
        List<Instance> all = Collections.synchronizedList(new ArrayList<>());
        Map<String, String> unseen = new ConcurrentHashMap<>();
        new OnEachHost(hosts).run(host -> {
            try {
                all.addAll(observe.apply(host));
            } catch (Failure e) {
                unseen.put(host.id(), e.problems().get(0).what());
            }
        });
        return new Observed(List.copyOf(all), new TreeMap<>(unseen));
    }

    private List<Instance> ordered(List<Instance> all) {
        return hosts().stream()
                .flatMap(host -> all.stream().filter(one -> one.slot().host().equals(host)))
                .toList();
    }

    /** On the first host. */
    @Override
    public Software place(Name service, Name environment, Software software) {
        return on(hosts().get(0)).place(service, environment, software);
    }

    @Override
    public Instance start(Start start) {
        return of(start.instance()).start(start);
    }

    @Override
    public List<Instance> startAll(List<Start> starts) {
        return starts.isEmpty() ? List.of() : of(starts.get(0).instance()).startAll(starts);
    }

    @Override
    public Instance startJob(Start start) {
        return of(start.instance()).startJob(start);
    }

    @Override
    public Optional<Exit> exit(Instance instance) {
        return of(instance).exit(instance);
    }

    @Override
    public boolean stop(Instance instance, Duration patience) {
        leaving.accept(instance);
        return of(instance).stop(instance, patience);
    }

    @Override
    public void clear(Instance instance) {
        of(instance).clear(instance);
    }

    @Override
    public List<String> tail(Instance instance, int lines) {
        return of(instance).tail(instance, lines);
    }

    @Override
    public String log(Instance instance) {
        return of(instance).log(instance);
    }

    @Override
    public Closeable follow(Instance instance, Consumer<String> lines) {
        return of(instance).follow(instance, lines);
    }

    @Override
    public int exec(Instance instance, Exec exec) {
        return of(instance).exec(instance, exec);
    }

    @Override
    public Optional<Address> at(Instance instance) {
        return of(instance).at(instance);
    }

    @Override
    public Health health(Instance instance) {
        return of(instance).health(instance);
    }

    /** On the first host, like all that concerns linked containers. */
    @Override
    public boolean isLinked(Linked linked) {
        return on(hosts().get(0)).isLinked(linked);
    }

    @Override
    public void link(Linked linked, Consumer<String> progress) {
        on(hosts().get(0)).link(linked, progress);
    }

    @Override
    public void release(Name service, Name environment, Name linked) {
        on(hosts().get(0)).release(service, environment, linked);
    }

    @Override
    public void forget(Name service, Name environment) {
        new OnEachHost(hosts()).run(host -> on(host).forget(service, environment));
    }

    @Override
    public void requireRoom(Room needed) {
        Host first = hosts().get(0);
        new OnEachHost(hosts()).run(host -> on(host).requireRoom(host.equals(first) ? needed : needed.alone()));
    }

    @Override
    public void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments) {
        new OnEachHost(hosts()).run(host -> on(host).prune(service, environment, keepReleases, keepDeployments));
    }

    private Machine of(Instance instance) {
        return on(instance.slot().host());
    }
}
