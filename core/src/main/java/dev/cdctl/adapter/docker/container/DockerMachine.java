package dev.cdctl.adapter.docker.container;

import dev.cdctl.adapter.docker.Connection;
import dev.cdctl.adapter.docker.DockerHost;
import dev.cdctl.adapter.docker.inside.Command;
import dev.cdctl.adapter.docker.inside.Foreigners;
import dev.cdctl.adapter.docker.survey.EngineSurvey;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.deploy.machine.Adopted;
import dev.cdctl.deploy.machine.Exec;
import dev.cdctl.deploy.machine.Foreign;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Linked;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.machine.Survey;
import dev.cdctl.engine.Cancel;
import dev.cdctl.host.Host;
import dev.cdctl.host.Spare;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Lazy;
import java.io.Closeable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A computer with a Docker Engine. Connects when it is first asked something. What is in a container that was stopped
 * stays there, but its secrets, for its log, until its place is taken by another or its deployment is pruned. Thread-safe.
 */
public final class DockerMachine implements Machine {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Host host;
    private final Cancel cancel;
    private final Lazy<Engine> engine;
    private final Supplier<List<Adopted>> adopted;
    private final Sight sight;
    private final Function<String, Optional<Login>> logins;

    /**
     * How its computer is seen where its engine does not tell.
     *
     * @param spare what is left there, with the disk of that folder
     * @param warnings hears what may become too little
     */
    public record Sight(Function<String, Spare> spare, Consumer<Problem> warnings) {
        static final Sight NONE = new Sight(folder -> Spare.UNKNOWN, problem -> {});
    }

    /** What it knows from elsewhere. */
    private record Told(Supplier<List<Adopted>> adopted, Sight sight, Function<String, Optional<Login>> logins) {
        static final Told NOTHING = new Told(List::of, Sight.NONE, registry -> Optional.empty());
    }

    /** Everything that works on one connection. */
    private record Engine(Connection connection, Containers containers, Images images, Ends ends, Logs logs) {
        static Engine at(DockerHost address, Host host, Cancel cancel) {
            Connection connection = Connection.to(address, ANSWER);
            connection.greet();
            Containers containers = new Containers(connection, host);
            return new Engine(
                    connection,
                    containers,
                    new Images(connection, host, cancel),
                    new Ends(containers),
                    new Logs(connection, host));
        }
    }

    private DockerMachine(Host host, Cancel cancel, Lazy<Engine> engine, Told told) {
        this.host = host;
        this.cancel = cancel;
        this.engine = engine;
        this.adopted = told.adopted();
        this.sight = told.sight();
        this.logins = told.logins();
    }

    /**
     * The machine of a host.
     *
     * @param engine where its engine is, asked when it is first needed: {@code unix:///run/docker.sock}, also one that
     *     is forwarded from elsewhere, or {@code tcp://10.0.0.5:2376}
     * @param tls the folder of {@code ca.pem}, {@code cert.pem} and {@code key.pem}, where it is talked to by TLS
     * @param cancel ends what takes long
     */
    public static DockerMachine on(Host host, Supplier<URI> engine, Optional<Path> tls, Cancel cancel) {
        Supplier<DockerHost> address = () -> DockerHost.ofPipeline(engine.get(), host.id(), tls);
        return new DockerMachine(host, cancel, new Lazy<>(() -> Engine.at(address.get(), host, cancel)), Told.NOTHING);
    }

    /** The same, which knows of containers that somebody else started, and that were taken over since. */
    public DockerMachine knowing(Supplier<List<Adopted>> containers) {
        return new DockerMachine(host, cancel, engine, new Told(containers, sight, logins));
    }

    /**
     * The same, with what the registries ask for that images of others come from.
     *
     * @param known the login for a registry, which is asked when something is pulled from it
     */
    public DockerMachine loggedIn(Function<String, Optional<Login>> known) {
        return new DockerMachine(host, cancel, engine, new Told(adopted, sight, known));
    }

    /** The same, whose computer is seen too. */
    public DockerMachine seen(Sight by) {
        return new DockerMachine(host, cancel, engine, new Told(adopted, by, logins));
    }

    @Override
    public List<Instance> observe(Name service, Name environment) {
        return Stream.concat(
                        engine().containers().instances(service, environment).stream(),
                        adopted.get().stream().flatMap(one -> engine().containers().running(one).stream()))
                .toList();
    }

    @Override
    public Optional<Foreign> foreign(String container) {
        return new Foreigners(engine().connection()).find(container);
    }

    /** What its engine knows an instance by. */
    private String container(Instance instance) {
        return adopted(instance).orElseGet(() -> Labels.container(instance));
    }

    private Optional<String> adopted(Instance instance) {
        return adopted.get().stream()
                .filter(one -> one.is(instance))
                .map(Adopted::container)
                .findFirst();
    }

    @Override
    public Software place(Name service, Name environment, Software software) {
        if (software instanceof Software.Existing) {
            return software;
        }
        if (!(software instanceof Software.Image image)) {
            throw new IllegalStateException("containers run from images");
        }
        engine().images().place(service, environment, image);
        return image;
    }

    @Override
    public Instance start(Start start) {
        Optional<String> existing = adopted(start.instance());
        if (existing.isPresent()) {
            engine().containers().startAgain(existing.get(), host);
            return start.instance().running(Containers.FIRST_PROCESS);
        }
        return started(new Order(start, false));
    }

    @Override
    public Instance startJob(Start start) {
        return started(new Order(start, true));
    }

    private Instance started(Order order) {
        Engine engine = engine();
        engine.ends().listen();
        String id = new Creation(engine.containers(), engine.images()).of(order);
        engine.ends().begin(order.name(), id);
        return order.start().instance().running(Containers.FIRST_PROCESS);
    }

    @Override
    public Optional<Exit> exit(Instance instance) {
        return engine().ends().of(container(instance));
    }

    @Override
    public boolean stop(Instance instance, Duration patience) {
        adopted(instance).ifPresent(engine().containers()::stayStopped);
        return new Stopping(engine().containers()).within(container(instance), patience);
    }

    @Override
    public void clear(Instance instance) {
        if (adopted(instance).isEmpty()) {
            new Stopping(engine().containers()).clear(container(instance));
        }
    }

    @Override
    public List<String> tail(Instance instance, int lines) {
        return engine().logs().tail(container(instance), lines);
    }

    @Override
    public String log(Instance instance) {
        return engine().logs().command(container(instance));
    }

    @Override
    public Closeable follow(Instance instance, Consumer<String> lines) {
        return engine().logs().follow(container(instance), lines);
    }

    @Override
    public int exec(Instance instance, Exec exec) {
        return new Command(engine().connection(), container(instance)).run(exec);
    }

    @Override
    public Optional<Survey> survey(Name service, Name environment) {
        return Optional.of(new EngineSurvey(engine().connection()).of(Labels.environment(service, environment)));
    }

    @Override
    public Health health(Instance instance) {
        return engine().containers()
                .find(container(instance))
                .map(Found::health)
                .orElseGet(Health.Unknown::new);
    }

    @Override
    public boolean hasLinked(Name service, Name environment, Name linked) {
        return linking().has(service, environment, linked);
    }

    @Override
    public boolean isLinked(Linked linked) {
        return linking().isThere(linked);
    }

    @Override
    public void link(Linked linked, Consumer<String> progress) {
        linking().link(linked, progress);
    }

    @Override
    public void release(Name service, Name environment, Name linked) {
        linking().release(service, environment, linked);
    }

    private Linking linking() {
        Engine engine = engine();
        return new Linking(engine.containers(), engine.images(), engine.ends(), engine.logs(), cancel, logins);
    }

    @Override
    public void forget(Name service, Name environment) {
        Engine engine = engine();
        engine.containers()
                .all(service, environment)
                .forEach(each -> engine.containers().remove(each.id()));
        engine.images().prune(service, environment, List.of());
        new Network(engine.connection(), service, environment).remove();
    }

    @Override
    public void requireRoom(Room needed) {
        Json.Obj info =
                engine().connection().readObject("say what it has", "/info").orElseGet(() -> new Json.Obj(Map.of()));
        Spare spare = info.text("DockerRootDir").map(sight.spare()).orElse(Spare.UNKNOWN);
        new Capacity(host, info, spare).require(needed, sight.warnings());
    }

    @Override
    public void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments) {
        engine().containers().prune(service, environment, keepDeployments);
        engine().images().prune(service, environment, keepReleases);
    }

    private Engine engine() {
        return engine.get();
    }
}
