package dev.cdctl.deploy;

import dev.cdctl.artifact.Repository;
import dev.cdctl.deploy.machine.Adopted;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.engine.Cancel;
import dev.cdctl.history.History;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.VersionMark;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One environment of one service with everything that it takes to look at it and to change it.
 *
 * @param machine the hosts where its instances run
 * @param entrances the routers that bring requests to it; none when it has no web role
 * @param decisions which colour is live
 * @param addresses where each slot listens
 * @param jobs how the jobs of earlier deployments ended
 * @param adoptions the containers among them that cdctl did not start
 * @param roster the hosts that its instances are on, also those that it has no more
 * @param registered what other programs find of it in a catalogue of services; none when nothing is registered
 * @param cancel the wish of a person or a CI server to stop
 */
public record Environment(
        Name service,
        EnvironmentSpec spec,
        Machines machine,
        List<Entrance> entrances,
        Decisions decisions,
        Addresses addresses,
        History history,
        JobLedger jobs,
        Adoptions adoptions,
        Roster roster,
        Repository repository,
        Optional<Registrations> registered,
        Cancel cancel) {
    /** Leaves time for the rest within the 8 s that a CI server gives. */
    private static final Duration HURRIED = Duration.ofSeconds(3);

    /** {@code books in production}. */
    public String describe() {
        return service + " in " + spec.name();
    }

    /** The computers that its instances run on. */
    public List<Host> hosts() {
        return machine.hosts();
    }

    /** The places of a role's copies on one host. */
    public Stream<Slot> slots(RoleSpec role, Colour colour, Host host) {
        return IntStream.range(0, role.replicas())
                .mapToObj(index -> new Slot(service, spec.name(), role.name(), index, colour, host));
    }

    /** Every instance that runs now. */
    public List<Instance> instances() {
        return machine.observe(service, spec.name());
    }

    /** Every instance of that colour that runs now. */
    public List<Instance> instances(Colour colour) {
        return instances().stream()
                .filter(instance -> instance.slot().colour() == colour)
                .toList();
    }

    /** Lets go of the containers that a deployment took over, and of their addresses. */
    public void abandon(String deployment) {
        List<Slot> slots = hosts().stream()
                .flatMap(host -> adoptions.on(host).stream())
                .map(Adopted::instance)
                .filter(instance -> instance.deployment().equals(deployment))
                .map(Instance::slot)
                .toList();
        if (adoptions.drop(deployment)) {
            slots.forEach(addresses::release);
        }
    }

    /** How long an instance that is not needed may take to end; not long when somebody asked to stop. */
    public Duration patience(RunSpec run) {
        Duration limit = run.stopTimeout();
        return cancel.requested() && limit.compareTo(HURRIED) > 0 ? HURRIED : limit;
    }

    /** The ways in, in the order in which they take a decision: those of a batch one after another, then a pause. */
    public List<List<Entrance>> batches() {
        return spec.batches().map(batches -> batches.split(entrances)).orElseGet(() -> List.of(entrances));
    }

    /** The route of an entrance under a decision: the web instances of both colours, by what each colour holds. */
    public Route route(Entrance entrance, Decision decision) {
        Map<Colour, List<Web>> instances = web(decision);
        Map<Slot, Address> given = addresses.of(
                instances.values().stream().flatMap(List::stream).map(Web::slot).toList());
        Map<Colour, List<Address>> listening = new EnumMap<>(Colour.class);
        instances.forEach((colour, all) -> listening.put(
                colour,
                all.stream()
                        .flatMap(each -> reached(each, given).stream())
                        .distinct()
                        .toList()));
        return entrance.route(service, spec.name(), listening);
    }

    /** Where the answers of what a decision has live say their version; empty when it has no web role. */
    public Optional<VersionMark> mark(Decision decision) {
        return decision.live()
                .flatMap(placed -> history.begun(placed.deployment()))
                .flatMap(deployment -> RunBlock.from(deployment.run()).mark());
    }

    /** A place of a web role, and the container that is in it. */
    private record Web(Slot slot, Optional<ContainerSpec> container) {}

    private Map<Colour, List<Web>> web(Decision decision) {
        Map<Colour, Decision.Placed> held = new EnumMap<>(Colour.class);
        for (Colour colour : Colour.values()) {
            decision.in(colour).ifPresent(placed -> held.put(colour, placed));
        }
        Map<String, List<Host>> serving = roster.serving(
                held.values().stream().map(Decision.Placed::deployment).toList(), hosts());
        Map<Colour, List<Web>> instances = new EnumMap<>(Colour.class);
        held.forEach((colour, placed) -> instances.put(
                colour,
                history.begun(placed.deployment()).stream()
                        .map(deployment -> RunBlock.from(deployment.run()))
                        .flatMap(run -> web(run, colour, Objects.requireNonNull(serving.get(placed.deployment()))))
                        .toList()));
        return instances;
    }

    private Stream<Web> web(RunSpec run, Colour colour, List<Host> serving) {
        return run.roles().stream()
                .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                .flatMap(role -> serving.stream()
                        .flatMap(host -> slots(role, colour, host))
                        .map(slot -> new Web(slot, run.containerOf(role))));
    }

    private List<Address> reached(Web instance, Map<Slot, Address> given) {
        Slot slot = instance.slot();
        return machine.on(slot.host()).reach(Objects.requireNonNull(given.get(slot)), instance.container());
    }
}
