package dev.cdctl.operate.look;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.health.Condition;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machines;
import dev.cdctl.deploy.register.Registered;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Freeze;
import dev.cdctl.history.Stopped;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Openings;
import dev.cdctl.state.Locks;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Traffic;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How an environment stands, asked of the machine and the routers; nothing is changed.
 *
 * @param decision what is decided
 * @param live the deployment that is live
 * @param since the entry of the history that made it live: the deployment itself, a flip or a rollback
 * @param seen what runs, and how it is
 * @param doors what each router serves
 * @param holder who holds the lock
 * @param open the operation that a killed command left open
 * @param freeze the freeze in force
 * @param stopped who stopped it, when it is stopped
 * @param registered what the catalogue of services has of it, where its instances are registered in one
 * @param differences where reality differs from what is decided
 */
public record Status(
        Optional<Decision> decision,
        Optional<Deployment> live,
        Optional<Deployment> since,
        List<Seen> seen,
        List<Door> doors,
        Optional<Locks.Held> holder,
        Optional<String> open,
        Optional<Freeze.Order> freeze,
        Optional<Stopped.Order> stopped,
        Optional<Registered> registered,
        List<Difference> differences) {
    /** What an instance is there for. */
    public enum Standing {
        /** It is live. */
        LIVE,
        /** It was live, and is ready for a rollback. */
        WARM,
        /** It is ready to go live, and never was. */
        PREPARED,
        /** It did not come to be live, and was kept to be looked at. */
        FAILED,
        /** Nobody knows of it. */
        STRAY;

        /** The word for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An instance that runs, what it is there for, and how it is now. */
    public record Seen(Instance instance, Standing standing, Condition condition) {}

    /**
     * Where reality differs from what is decided.
     *
     * @param remedy what to do about it
     */
    public record Difference(String what, String remedy) {}

    /**
     * One router: where it is, what it serves, and what goes through it.
     *
     * @param doubt why it is not known to serve what is decided, of one that follows by itself
     */
    public record Door(
            String router,
            String url,
            Optional<Decision> served,
            Map<Colour, Traffic> traffic,
            Optional<Problem> doubt) {}

    /** Looks. */
    public static Status of(Means means) {
        Environment environment = means.environment();
        Optional<Decision> decision = environment.decisions().read();
        Optional<Deployment> live = decision.flatMap(Decision::live)
                .flatMap(placed -> environment.history().find(placed.deployment()));
        List<Door> doors = environment.entrances().stream().map(Status::door).toList();
        Optional<String> placed = live.map(Deployment::placed).or(() -> served(doors));
        Machines.Observed observed = environment
                .machine()
                .observed(environment.service(), environment.spec().name());
        List<Seen> seen = new Census(environment, placed).of(observed.instances());
        Optional<Locks.Held> holder = means.terms()
                .locks()
                .holder(environment.service() + "/" + environment.spec().name());
        Optional<String> open = Openings.of(means.terms().journal()).map(Openings.Open::id);
        Optional<Stopped.Order> stopped = means.stopped().read();
        return new Status(
                decision,
                live,
                live.flatMap(entry -> madeLive(environment, entry.placed())),
                seen,
                doors,
                holder,
                open,
                means.freeze().read(),
                stopped,
                registered(environment, observed),
                new Differences(environment, decision, live)
                        .with(environment.roster().former(environment.hosts()))
                        .of(doors, observed, seen, stopped.isPresent()));
    }

    private static Optional<Registered> registered(Environment environment, Machines.Observed observed) {
        List<Instance> running = observed.instances().stream()
                .filter(instance -> instance.pid() != 0)
                .toList();
        return environment
                .registered()
                .map(on -> on.look(
                        running,
                        environment.spec().run().roles(),
                        observed.unseen().isEmpty()));
    }

    /** The instances of one colour. */
    public List<Seen> in(Colour colour) {
        return seen.stream()
                .filter(one -> one.instance().slot().colour() == colour)
                .toList();
    }

    /** What users get where nobody knows what was decided: the deployment that the newest decision of a router names. */
    public static Optional<String> served(List<Door> doors) {
        return doors.stream()
                .flatMap(door -> door.served().stream())
                .max(Comparator.comparingLong(Decision::generation))
                .flatMap(Decision::live)
                .map(Decision.Placed::deployment);
    }

    private static Optional<Deployment> madeLive(Environment environment, String placed) {
        return environment
                .history()
                .latest(entry -> entry.outcome() == Deployment.Outcome.LIVE
                        && entry.placed().equals(placed));
    }

    private static Door door(Entrance entrance) {
        Optional<Decision> served = entrance.router().observe();
        return new Door(
                entrance.router().describe(),
                entrance.url(),
                served,
                served.isPresent() ? entrance.router().traffic() : new EnumMap<>(Colour.class),
                entrance.router().doubt());
    }
}
