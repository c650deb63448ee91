package dev.cdctl.deploy;

import dev.cdctl.deploy.machine.Foreign;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.machine.Survey;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A {@link ServingMachine} behind a network that a test can cut. */
public final class RemoteMachine implements Machine {
    private static final Name SERVICE = new Name("books");
    private static final Name PRODUCTION = new Name("production");

    private final ServingMachine machine = new ServingMachine();
    private final String host;
    private volatile Optional<Supplier<Survey>> said = Optional.empty();
    private final List<Room> rooms = new CopyOnWriteArrayList<>();
    private volatile boolean cut;
    private volatile boolean cutAtStart;

    public RemoteMachine(String host) {
        this.host = host;
    }

    /** Has instances of a version behave like that. */
    public void with(String version, ServingMachine.Manner manner) {
        machine.with(version, manner);
    }

    /** What room it was asked for. */
    public List<Room> rooms() {
        return List.copyOf(rooms);
    }

    @Override
    public void requireRoom(Room needed) {
        rooms.add(needed);
    }

    /** Nothing reaches it any more; what runs goes on. */
    public void cutOff() {
        cut = true;
    }

    /** Nothing reaches it from the next start on, which still happens. */
    public void cutOffAtStart() {
        cutAtStart = true;
    }

    /** It is reached again. */
    public void connect() {
        cut = false;
        cutAtStart = false;
    }

    /** Everything on it dies by itself. */
    public void die() {
        machine.observe(SERVICE, PRODUCTION).forEach(instance -> machine.die(instance.slot()));
    }

    /** What its engine says of itself from now on. */
    public void saying(Supplier<Survey> survey) {
        said = Optional.of(survey);
    }

    /** Where the instance of that version listens. */
    public int portOf(String version) {
        return of(version).address().orElseThrow().port();
    }

    /** The instance of that version dies by itself. */
    public void end(String version) {
        machine.die(of(version).slot());
    }

    private Instance of(String version) {
        return machine.observe(SERVICE, PRODUCTION).stream()
                .filter(instance -> instance.version().text().equals(version))
                .findFirst()
                .orElseThrow();
    }

    /** Ends everything. */
    public void close() {
        machine.close();
    }

    /** What runs on it, as {@code web-0 (blue) on web1 1.0.0}, whether it is reached or not. */
    public static List<String> words(RemoteMachine of) {
        return of.machine.observe(SERVICE, PRODUCTION).stream()
                .map(instance -> instance.slot().brief() + " " + instance.version())
                .sorted()
                .toList();
    }

    /** The machine behind the network. */
    public ServingMachine itself() {
        return machine;
    }

    @Override
    public Optional<Foreign> foreign(String container) {
        return reached().foreign(container);
    }

    @Override
    public boolean hasLinked(Name service, Name environment, Name linked) {
        return reached().hasLinked(service, environment, linked);
    }

    @Override
    public void forget(Name service, Name environment) {
        reached().forget(service, environment);
    }

    private Machine reached() {
        if (cut) {
            throw Failure.unreachable(Problem.of("CD-473", "the Docker Engine cannot be reached at " + host));
        }
        return machine;
    }

    @Override
    public List<Instance> observe(Name service, Name environment) {
        return reached().observe(service, environment);
    }

    @Override
    public Software place(Name service, Name environment, Software software) {
        return reached().place(service, environment, software);
    }

    @Override
    public Instance start(Start start) {
        Instance started = reached().start(start);
        cut = cutAtStart;
        return started;
    }

    @Override
    public Optional<Exit> exit(Instance instance) {
        return reached().exit(instance);
    }

    @Override
    public boolean stop(Instance instance, Duration patience) {
        return reached().stop(instance, patience);
    }

    @Override
    public List<String> tail(Instance instance, int lines) {
        return reached().tail(instance, lines);
    }

    @Override
    public String log(Instance instance) {
        return machine.log(instance);
    }

    @Override
    public Closeable follow(Instance instance, Consumer<String> lines) {
        return reached().follow(instance, lines);
    }

    @Override
    public Optional<Survey> survey(Name service, Name environment) {
        reached();
        return said.map(Supplier::get);
    }

    @Override
    public void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments) {
        reached().prune(service, environment, keepReleases, keepDeployments);
    }
}
