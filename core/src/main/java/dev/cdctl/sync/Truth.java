package dev.cdctl.sync;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the store says that the routers of an environment are to serve. */
final class Truth {
    private static final int TRIES = 20;

    private final Store store;
    private final Place place;

    Truth(Store store, Place place) {
        this.store = store;
        this.place = place;
    }

    /**
     * What is so now.
     *
     * @param wanted empty while nothing is decided
     * @param removed whether the environment is to be forgotten
     * @param asked the number of the question, which is another one when somebody wants it tried once more
     */
    record Now(Optional<Wanted> wanted, boolean removed, long asked) {
        Asked toAsk() {
            return new Asked(wanted, asked);
        }
    }

    /**
     * What routers are to serve, and how often they were asked for it after they had failed.
     *
     * @param wanted empty while nothing is decided: then they are asked whether they could serve
     * @param number grows with each time
     */
    record Asked(Optional<Wanted> wanted, long number) {
        private static final String AGAIN = "/";

        static Asked of(Wanted wanted, long number) {
            return new Asked(Optional.of(wanted), number);
        }

        /** What a report says when that was tried. */
        String mark() {
            return number == 0 ? base() : base() + AGAIN + number;
        }

        /** Whether the report says that this, or the same asked for later, was tried in vain. */
        boolean failed(SyncReport report) {
            return !report.error().isEmpty() && isTried(report);
        }

        /** Whether the report says that this, or the same asked for later, was tried, and nothing was wrong. */
        boolean succeeded(SyncReport report) {
            return report.error().isEmpty() && isTried(report);
        }

        private boolean isTried(SyncReport report) {
            String[] tried = report.tried().split(AGAIN, 2);
            long last = tried.length == 1 ? 0 : Long.parseLong(tried[1]);
            return tried[0].equals(base()) && last >= number;
        }

        private String base() {
            return wanted.map(Wanted::mark).orElse("");
        }
    }

    /** The decision is read first: what it names was recorded before it. */
    Now read() {
        Optional<Decision> decision =
                store.read(decisionKey()).map(record -> Recorded.read(decisionKey(), record.value(), Decision::from));
        Routing routing = routing();
        return new Now(decision.map(made -> Wanted.of(made, routing)), routing.removed(), routing.asked());
    }

    /** Records where the instances of a decision listen before it is made; it changes nothing for anybody. */
    void prepare(Decision next, Map<Colour, List<Address>> instances) {
        update(routing -> routing.with(byDeployment(next, instances)));
    }

    /**
     * Records what belongs to a decision that was made. Of who is late with an older one, nothing is taken.
     *
     * @param instances none when it is closed
     */
    Asked settle(Decision decision, Map<Colour, List<Address>> instances) {
        boolean open = !instances.isEmpty();
        Routing settled = update(routing -> routing.generation() > decision.generation()
                ? routing
                : new Routing(
                        decision.generation(),
                        open ? 0 : decision.generation(),
                        false,
                        routing.asked(),
                        open ? byDeployment(decision, instances) : routing.instances()));
        return Asked.of(Wanted.of(decision, settled), settled.asked());
    }

    /** Has routers try at once what they have failed at. */
    Asked again(Asked before) {
        return new Asked(
                before.wanted(),
                update(routing -> routing.askedAfter(before.number())).asked());
    }

    /** Has every router forget the environment. */
    void remove() {
        update(routing -> new Routing(0, 0, true, 0, Map.of()));
    }

    private static Map<String, List<Address>> byDeployment(Decision decision, Map<Colour, List<Address>> instances) {
        Map<String, List<Address>> all = new LinkedHashMap<>();
        for (Colour colour : Colour.values()) {
            decision.in(colour)
                    .ifPresent(placed -> all.put(placed.deployment(), instances.getOrDefault(colour, List.of())));
        }
        return all;
    }

    private Routing routing() {
        return store.read(routingKey()).map(this::routing).orElse(Routing.NOTHING);
    }

    private Routing routing(Store.Versioned record) {
        return Recorded.read(routingKey(), record.value(), Routing::from);
    }

    private Routing update(UnaryOperator<Routing> change) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Store.Versioned> record = store.read(routingKey());
            Routing before = record.map(this::routing).orElse(Routing.NOTHING);
            Routing after = change.apply(before);
            long revision = record.map(Store.Versioned::revision).orElse(0L);
            if (record.isPresent() && after.equals(before)
                    || store.commit(List.of(new Change.Put(routingKey(), revision, after.toJson())))) {
                return after;
            }
        }
        throw Failure.unreachable(SyncProblems.contended(routingKey()));
    }

    private String decisionKey() {
        return place.prefix() + "/decision";
    }

    private String routingKey() {
        return place.prefix() + "/routing";
    }
}
