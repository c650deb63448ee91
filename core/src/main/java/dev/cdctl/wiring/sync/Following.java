package dev.cdctl.wiring.sync;

import dev.cdctl.adapter.embedded.SystemdUnit;
import dev.cdctl.deploy.Entrance;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.state.FileMutex;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.move.HomeStore;
import dev.cdctl.sync.Applier;
import dev.cdctl.sync.Follower;
import dev.cdctl.sync.Gate;
import dev.cdctl.sync.LastGood;
import dev.cdctl.sync.Link;
import dev.cdctl.sync.Place;
import dev.cdctl.sync.mirror.Mirrors;
import dev.cdctl.traffic.VersionMark;
import dev.cdctl.wiring.kept.Kept;
import dev.cdctl.wiring.kept.Shells;
import dev.cdctl.wiring.kept.StateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all followers of one process share: the router's name, the gate for changes of the proxy, and a folder of the
 * user's own, which is there when the store is not.
 */
public final class Following {
    private static final int LIFE = 12;

    private final Path folder;
    private final Event.Listener listener;
    private final FaultPoints faults;
    private final String host;
    private final String life = ShortId.random(LIFE);
    private final Gate gate = new Gate();
    private final Shells shells = Shells.forLong();
    private final Mirrors mirrors = new Mirrors();

    /**
     * For the router of that name.
     *
     * @param host the name of this computer
     */
    public Following(Name router, Map<String, String> variables, String host, Event.Listener listener) {
        this.folder = StateFolder.of(Optional.empty(), Path.of("/"), variables)
                .root()
                .resolve("sync")
                .resolve(router.text());
        this.listener = listener;
        this.faults = FaultPoints.from(variables);
        this.host = host;
    }

    /** The shells of the computers that routers run on. */
    public Shells shells() {
        return shells;
    }

    /**
     * Makes sure that no other process of this user moves a router of that name.
     *
     * @throws Failure refused, when one does
     */
    public FileMutex alone() {
        try {
            return FileMutex.tryLock(folder.resolve("lock"))
                    .orElseThrow(() -> Failure.refused(Problem.of(
                                    "CD-944", "another process on this computer moves router " + folder.getFileName())
                            .because("it holds " + folder.resolve("lock"))
                            .remedy("end it first; one process follows every environment that it is started with")));
        } catch (IOException e) {
            throw Failure.unreachable(Problem.of("CD-946", folder + " cannot be written")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("free some space or mend the permissions, then start again"))
                    .causedBy(e);
        }
    }

    /** A systemd unit that keeps that process running. */
    public static String unit(Name router, List<String> command) {
        return SystemdUnit.ofFollower("cdctl router sync " + router, command);
    }

    /**
     * One that brings the router of that entrance to what the store says.
     *
     * @param mark where the answers of the service say their version
     * @param terms say which store that is
     */
    public Follower of(Place place, Entrance entrance, Optional<VersionMark> mark, Function<Shells, Kept.Terms> terms) {
        Applier.Means means = new Applier.Means(
                entrance.router(),
                instances -> entrance.route(place.service(), place.environment(), instances),
                new LastGood(folder.resolve(place.service() + "." + place.environment() + ".json")),
                gate,
                listener,
                faults);
        return new Follower(
                place, new Applier(means, mark), new Follower.Terms(links(place, terms), life, host, listener));
    }

    /** Connects with a store once for all who follow it, and anew after that was lost. */
    private Supplier<Link> links(Place place, Function<Shells, Kept.Terms> terms) {
        String environment = place.service() + "/" + place.environment();
        String address = address(terms.apply(shells));
        mirrors.announce(address, environment);
        return () -> {
            Mirrors.Open open = mirrors.open(address, () -> connect(place, terms));
            return new Link(new HomeStore(open.store(), environment), open.changes(), open::close);
        };
    }

    private static Mirrors.Connection connect(Place place, Function<Shells, Kept.Terms> terms) {
        Shells own = new Shells();
        Kept kept = Kept.raw(terms.apply(own), place.service(), place.environment());
        return new Mirrors.Connection(kept.store(), kept.changes(), own::close);
    }

    private static String address(Kept.Terms terms) {
        return terms.url()
                .filter(url -> !url.startsWith("file:"))
                .orElseGet(() -> terms.folder().root().toString());
    }
}
