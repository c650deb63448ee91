package dev.cdctl.wiring;

import dev.cdctl.adapter.process.LocalMachine;
import dev.cdctl.adapter.repository.FileRepository;
import dev.cdctl.artifact.PushSpec;
import dev.cdctl.artifact.Repository;
import dev.cdctl.artifact.archive.Unpack;
import dev.cdctl.artifact.registry.RegistryAddress;
import dev.cdctl.deploy.Addresses;
import dev.cdctl.deploy.Adoptions;
import dev.cdctl.deploy.Configurations;
import dev.cdctl.deploy.Decisions;
import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.JobLedger;
import dev.cdctl.deploy.Roster;
import dev.cdctl.deploy.Secrets;
import dev.cdctl.deploy.machine.Adopted;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.machine.MaskedMachine;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.history.Caller;
import dev.cdctl.history.Freeze;
import dev.cdctl.history.History;
import dev.cdctl.history.Stopped;
import dev.cdctl.host.Host;
import dev.cdctl.host.HostShell;
import dev.cdctl.host.SshUrl;
import dev.cdctl.host.StateHost;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.mask.Mask;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Manifests;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Salt;
import dev.cdctl.secret.SecretReader;
import dev.cdctl.state.MaskedJournal;
import dev.cdctl.state.Store;
import dev.cdctl.sync.Follower;
import dev.cdctl.sync.Place;
import dev.cdctl.traffic.Address;
import dev.cdctl.wiring.host.Hosts;
import dev.cdctl.wiring.kept.Kept;
import dev.cdctl.wiring.kept.Registering;
import dev.cdctl.wiring.kept.Shells;
import dev.cdctl.wiring.kept.StateFolder;
import dev.cdctl.wiring.sync.Following;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Puts adapters behind the interfaces of an environment. Nothing is read, started or written before it is asked for. */
public final class Wiring {
    static final String PORTS = "ports";

    private final Setting setting;
    private final Pipeline pipeline;
    private final Caller caller;
    private final Shells shells = new Shells();
    private final Map<Integer, String> foretold = new HashMap<>();

    public Wiring(Setting setting, Pipeline pipeline) {
        this.setting = setting;
        this.pipeline = pipeline;
        this.caller = Callers.of(setting.variables());
    }

    /** Everything that operations on that environment work with; the router's port is chosen when it has none. */
    public Means means(EnvironmentSpec spec) {
        return means(spec, Addresses::of);
    }

    /** The same for looking only: nothing is written, and a port that was not chosen yet is foretold. */
    public Means look(EnvironmentSpec spec) {
        return means(spec, (ports, slot) -> ports.foresee(slot, foretold));
    }

    /** Ends the connections with other computers; they are made anew when they are needed. */
    public void disconnect() {
        shells.close();
    }

    /** What has to be done once for the routers of that environment that are not our own; nothing is written. */
    public List<String> setup(EnvironmentSpec spec) {
        return entrances(spec).setup(spec, (ports, slot) -> ports.foresee(slot, foretold));
    }

    /** Makes the folders and first files of its nginx routers, on their own computers; nothing is reloaded. */
    public void prepare(EnvironmentSpec spec) {
        entrances(spec).prepare(spec, (ports, slot) -> ports.foresee(slot, foretold));
    }

    private Entrances entrances(EnvironmentSpec spec) {
        StateFolder state = StateFolder.of(spec.state(), pipeline.folder(), setting.variables());
        Kept kept = kept(spec, state, shells);
        return entrances(state, kept, machines(spec, state, adoptions(spec, kept.store())::on), shells);
    }

    /**
     * The shell of a host.
     *
     * @throws Failure refused, when it is one that has no shell
     */
    public HostShell shell(Host host) {
        return shells.of(host);
    }

    /** The shell of the computer that keeps the state of that environment, and the folder there; none when this one does. */
    public Optional<StateHost> stateHost(EnvironmentSpec spec) {
        return spec.state()
                .filter(url -> url.startsWith("ssh:"))
                .map(SshUrl::parse)
                .map(url -> new StateHost(shells.ssh(url), url.folder()));
    }

    private Entrances entrances(StateFolder state, Kept kept, Machines machines, Shells by) {
        return new Entrances(setting, pipeline, new Entrances.Means(state, kept.store(), kept.changes(), by, machines));
    }

    private Kept kept(EnvironmentSpec spec, StateFolder state, Shells by) {
        return Kept.of(setting.keeping(spec.state(), state, by, caller.host()), pipeline.service(), spec.name());
    }

    private Means means(EnvironmentSpec spec, BiFunction<Addresses, Slot, Address> choice) {
        StateFolder state = StateFolder.of(spec.state(), pipeline.folder(), setting.variables());
        Kept kept = kept(spec, state, shells);
        Store store = kept.store();
        String prefix = prefix(spec);
        Environment environment = environment(spec, state, kept, choice);
        return new Means(
                environment,
                store,
                terms(kept, spec),
                new Manifests(store, prefix, pipeline.service(), environment.repository()),
                image -> Imaging.pulled(setting, pipeline, image),
                secrets(),
                new Salt(store, prefix),
                new Configurations(store, prefix, state.configurations(pipeline.service(), spec.name())),
                pipeline.folder(),
                new LocalTools(setting, pipeline, new LocalTools.Place(spec, state, kept.forgetting())),
                new PushOrder(setting, pipeline, environment.repository()),
                new Freeze(store, prefix),
                new Stopped(store, prefix),
                caller);
    }

    private Exclusive.Terms terms(Kept kept, EnvironmentSpec spec) {
        return new Exclusive.Terms(
                kept.locks(),
                setting.owner(caller),
                setting.patience(),
                new MaskedJournal(kept.journal(), setting.secrets()),
                setting.listener(),
                () -> Hosts.connect(shells, spec.swarm() ? spec.hosts().subList(0, 1) : spec.hosts()),
                FaultPoints.from(setting.variables()));
    }

    /** Where releases are pushed to: what the pipeline says, else a folder of the user's own. */
    public Repository repository(StateFolder state) {
        return pipeline.push()
                .flatMap(push -> push.archives()
                        .map(spec -> new Repositories(setting, pipeline, LocalSecrets.of(setting, pipeline))
                                .of(spec, push.origin())))
                .orElseGet(() -> FileRepository.in(state.repository()));
    }

    private Environment environment(
            EnvironmentSpec spec, StateFolder state, Kept kept, BiFunction<Addresses, Slot, Address> choice) {
        Store store = kept.store();
        Addresses addresses = new Addresses(store, PORTS, spec.ports());
        String prefix = prefix(spec);
        Adoptions adoptions = adoptions(spec, store);
        Optional<Registrations> registered = spec.register().isPresent() ? registered(spec) : Optional.empty();
        Machines all = machines(spec, state, adoptions::on);
        Machines machines = registered.isPresent() ? all.telling(registered.get()::withdraw) : all;
        List<Entrance> entrances = entrances(state, kept, machines, shells).of(spec, choice);
        return new Environment(
                pipeline.service(),
                spec,
                machines,
                entrances,
                new Decisions(store, prefix + "/decision")
                        .published(() -> Entrances.published(pipeline, spec, entrances, caller)),
                spec.swarm() ? addresses.shared() : addresses,
                new History(store, prefix),
                new JobLedger(store, prefix),
                adoptions,
                new Roster(store, prefix + "/hosts"),
                repository(state),
                registered,
                setting.cancel());
    }

    private Optional<Registrations> registered(EnvironmentSpec spec) {
        return spec.register()
                .map(how -> Registering.of(pipeline.service(), spec, setting.variables(), setting.secrets())
                        .with(how, problem -> setting.listener().on(new Event.Warning(problem))));
    }

    /** The follower of that environment with the router of that name; none when it has no such router. */
    public Optional<Follower> follower(EnvironmentSpec spec, Name router, Following following) {
        StateFolder state = StateFolder.of(spec.state(), pipeline.folder(), setting.variables());
        Kept kept = kept(spec, state, shells);
        return entrances(state, kept, machines(spec, state, host -> List.of()), following.shells())
                .moved(spec, router, (ports, slot) -> ports.foresee(slot, foretold))
                .map(entrance -> following.of(
                        new Place(pipeline.service(), spec.name(), router),
                        entrance,
                        spec.run().mark(),
                        own -> setting.keeping(spec.state(), state, own, caller.host())));
    }

    private Adoptions adoptions(EnvironmentSpec spec, Store store) {
        return new Adoptions(store, prefix(spec) + "/adopted", pipeline.service(), spec.name());
    }

    /** The machines of that environment, without containers that were taken over: its state is not asked. */
    public Machines machines(EnvironmentSpec spec) {
        StateFolder state = StateFolder.of(spec.state(), pipeline.folder(), setting.variables());
        return machines(spec, state, host -> List.of());
    }

    private Machines machines(EnvironmentSpec spec, StateFolder state, Function<Host, List<Adopted>> adopted) {
        if (spec.hosts().isEmpty()) {
            return Machines.here(new MaskedMachine(
                    LocalMachine.at(state.machine(), Wiring::unpack, setting.variables()), () -> mask(spec)));
        }
        Hosts hosts = new Hosts(
                shells,
                pipeline.folder(),
                setting.cancel(),
                problem -> setting.listener().on(new Event.Warning(problem)),
                registry -> Imaging.login(setting, new RegistryAddress(registry, "")));
        Map<Host, Machine> machines = new LinkedHashMap<>();
        Function<Host, Machine> machine = host -> new MaskedMachine(
                spec.swarm() ? hosts.swarm(host, spec.hosts()) : hosts.machine(host, () -> adopted.apply(host)),
                () -> mask(spec));
        spec.places().forEach(host -> machines.put(host, machine.apply(host)));
        return new Machines(machines, machine);
    }

    /** Learns every secret that can be read without running anything. */
    public void learnSecrets() {
        Secrets secrets = secrets();
        pipeline.environments().forEach(spec -> secrets.learn(spec.run()));
        SecretReader reader = LocalSecrets.of(setting, pipeline);
        LocalSecrets.learn(setting, pipeline);
        pipeline.sign().ifPresent(spec -> spec.learn(reader));
        pipeline.push().flatMap(PushSpec::archives).ifPresent(spec -> Repositories.learn(spec, reader));
    }

    private Secrets secrets() {
        return new Secrets(LocalSecrets.of(setting, pipeline));
    }

    /** An instance may have printed a secret that only a command gives, which nobody has run yet. */
    private Mask mask(EnvironmentSpec spec) {
        try {
            secrets().resolve(spec.run(), "");
        } catch (Failure e) {
            return setting.secrets().mask();
        }
        return setting.secrets().mask();
    }

    private String prefix(EnvironmentSpec spec) {
        return pipeline.service() + "/" + spec.name();
    }

    /** {@link Unpack} makes the folder itself, so that a folder is there whole or not at all. */
    private static void unpack(InputStream archive, Digest expected, Path into) throws IOException {
        Files.deleteIfExists(into);
        Unpack.usual().orForeign().into(into, archive, expected);
    }
}
