package dev.cdctl.wiring;

import dev.cdctl.adapter.embedded.EmbeddedRouter;
import dev.cdctl.adapter.embedded.EmbeddedRouterSpec;
import dev.cdctl.adapter.haproxy.HaproxyRouter;
import dev.cdctl.adapter.haproxy.HaproxyRouterSpec;
import dev.cdctl.adapter.nginx.NginxRouterSpec;
import dev.cdctl.deploy.Addresses;
import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.history.Caller;
import dev.cdctl.history.Listing;
import dev.cdctl.history.PipelineText;
import dev.cdctl.history.Published;
import dev.cdctl.host.Host;
import dev.cdctl.language.Pipeline;
import dev.cdctl.language.Written;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.state.Changes;
import dev.cdctl.state.Store;
import dev.cdctl.sync.Place;
import dev.cdctl.sync.SyncedRouter;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.RouterSpec;
import dev.cdctl.wiring.kept.Shells;
import dev.cdctl.wiring.kept.StateFolder;
import dev.cdctl.wiring.nginx.NginxEntrance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The routers of an environment, each by its kind. */
final class Entrances {
    private static final EnvironmentSpec.Ports ROUTER_PORTS = new EnvironmentSpec.Ports(18080, 18179);

    private final Setting setting;
    private final Pipeline pipeline;
    private final StateFolder state;
    private final Store store;
    private final Changes changes;
    private final Shells shells;
    private final Machines machines;

    /**
     * What routers are reached by.
     *
     * @param store where ports are kept
     * @param changes tells of the records of it
     * @param shells of the computers that routers run on
     * @param machines that they lead to
     */
    record Means(StateFolder state, Store store, Changes changes, Shells shells, Machines machines) {}

    Entrances(Setting setting, Pipeline pipeline, Means means) {
        this.setting = setting;
        this.pipeline = pipeline;
        this.state = means.state();
        this.store = means.store();
        this.changes = means.changes();
        this.shells = means.shells();
        this.machines = means.machines();
    }

    /** @param choice how a port is chosen for a router that names none */
    List<Entrance> of(EnvironmentSpec spec, BiFunction<Addresses, Slot, Address> choice) {
        List<RouterSpec> routers = spec.routers();
        if (routers.isEmpty() && spec.run().roles().stream().anyMatch(role -> role.kind() == RoleSpec.Kind.WEB)) {
            routers = List.of(unnamed(spec));
        }
        return routers.stream()
                .flatMap(router -> seen(spec, router, entrance(spec, router, choice)))
                .toList();
    }

    /** A router that a process beside it moves is seen by its reports, once for each copy of it. */
    private Stream<Entrance> seen(EnvironmentSpec spec, RouterSpec router, Entrance entrance) {
        if (router.sync().isEmpty()) {
            return Stream.of(entrance);
        }
        SyncedRouter.Means means = new SyncedRouter.Means(store, changes, setting.cancel());
        return router.sync().stream()
                .map(name -> entrance.by(new SyncedRouter(new Place(pipeline.service(), spec.name(), name), means)));
    }

    /** The router itself that a process of that name moves; empty when the environment has none. */
    Optional<Entrance> moved(EnvironmentSpec spec, Name name, BiFunction<Addresses, Slot, Address> choice) {
        return spec.routers().stream()
                .filter(router -> router.sync().contains(name))
                .map(router -> entrance(spec, router, choice))
                .findFirst();
    }

    private Entrance entrance(EnvironmentSpec spec, RouterSpec router, BiFunction<Addresses, Slot, Address> choice) {
        if (router instanceof EmbeddedRouterSpec embedded) {
            return embedded(spec, embedded, choice);
        }
        if (router instanceof NginxRouterSpec nginx) {
            return nginx(spec, choice).of(nginx);
        }
        if (router instanceof HaproxyRouterSpec haproxy) {
            return haproxy(spec, haproxy);
        }
        throw new IllegalStateException("a router of kind " + router.kind());
    }

    /** What the store tells of an environment with these ways in. */
    static Published published(Pipeline pipeline, EnvironmentSpec spec, List<Entrance> entrances, Caller caller) {
        Written written = pipeline.written();
        return new Published(
                listing(pipeline, spec, entrances, caller), new PipelineText(written.name(), written.text()));
    }

    private static Listing listing(Pipeline pipeline, EnvironmentSpec spec, List<Entrance> entrances, Caller caller) {
        List<Listing.Door> doors = spec.url()
                .map(url -> List.of(new Listing.Door(url, Optional.empty(), path(url), Optional.empty())))
                .orElseGet(() -> entrances.stream()
                        .map(entrance -> door(entrance, caller.host()))
                        .distinct()
                        .toList());
        return new Listing(
                pipeline.service(), spec.name(), pipeline.description(), pipeline.owner(), doors, caller.host());
    }

    private static String path(String url) {
        String path = URI.create(url).getPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    /** What listens on every address is reached by the computer's name. */
    private static Listing.Door door(Entrance entrance, String computer) {
        String url = entrance.host().isPresent()
                ? entrance.url()
                : entrance.url().replaceFirst("//(0\\.0\\.0\\.0|\\[::]|::):", "//" + computer + ":");
        return new Listing.Door(
                url,
                Optional.of(entrance.listen().toString()),
                entrance.path(),
                entrance.tls().map(tls -> tls.certificate().toString()));
    }

    /** What has to be done once for the routers of that environment that are not our own. */
    List<String> setup(EnvironmentSpec spec, BiFunction<Addresses, Slot, Address> choice) {
        return spec.routers().stream()
                .filter(NginxRouterSpec.class::isInstance)
                .map(NginxRouterSpec.class::cast)
                .flatMap(nginx -> nginx(spec, choice).setup(nginx).stream())
                .toList();
    }

    /** Makes the folders and first files of the nginx routers of that environment. */
    void prepare(EnvironmentSpec spec, BiFunction<Addresses, Slot, Address> choice) {
        spec.routers().stream()
                .filter(NginxRouterSpec.class::isInstance)
                .map(NginxRouterSpec.class::cast)
                .forEach(nginx -> nginx(spec, choice).prepare(nginx));
    }

    private NginxEntrance nginx(EnvironmentSpec spec, BiFunction<Addresses, Slot, Address> choice) {
        Addresses own = new Addresses(store, Wiring.PORTS, spec.ports());
        Addresses ports = spec.swarm() ? own.shared() : own;
        NginxEntrance.Means means = new NginxEntrance.Means(
                slot -> machines.on(slot.host())
                        .reach(choice.apply(ports, slot), spec.run().containerOf(slot.role())),
                shells::of,
                setting.listener());
        return new NginxEntrance(pipeline.service(), spec, means);
    }

    private Entrance embedded(
            EnvironmentSpec spec, EmbeddedRouterSpec embedded, BiFunction<Addresses, Slot, Address> choice) {
        Slot slot = new Slot(pipeline.service(), spec.name(), new Name("router"), 0, Colour.BLUE);
        Addresses ports = new Addresses(store, Wiring.PORTS, ROUTER_PORTS);
        Address listen = new Address(
                embedded.bind(),
                embedded.port().orElseGet(() -> choice.apply(ports, slot).port()));
        return new Entrance(
                new EmbeddedRouter(RouterCommand.of(state, setting.self()), pipeline.service(), spec.name(), listen),
                listen,
                embedded.host(),
                embedded.path(),
                embedded.tls(),
                embedded.timeout());
    }

    private Entrance haproxy(EnvironmentSpec spec, HaproxyRouterSpec haproxy) {
        Host host = haproxy.computer();
        return new Entrance(
                new HaproxyRouter(haproxy, shells.of(host), pipeline.service(), spec.name()),
                haproxy.isEverywhere() && !host.isHere()
                        ? new Address(host.address(), haproxy.listen().port())
                        : haproxy.listen(),
                haproxy.host(),
                haproxy.path(),
                haproxy.certificate().map(Path::of).map(file -> new Route.Tls(file, file)),
                haproxy.timeout());
    }

    private static EmbeddedRouterSpec unnamed(EnvironmentSpec spec) {
        return new EmbeddedRouterSpec(
                Optional.empty(),
                "127.0.0.1",
                Optional.empty(),
                "/",
                Optional.empty(),
                Duration.ofSeconds(60),
                spec.origin());
    }
}
