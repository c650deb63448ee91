package dev.cdctl.sync;

import dev.cdctl.engine.Event;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.sync.Truth.Asked;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Move;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Router;
import dev.cdctl.traffic.Traffic;
import dev.cdctl.traffic.VersionMark;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings one router to what is wanted, and knows what it serves. What was seen to be served by fresh connections is not
 * applied again; everything else is, also what was applied and not proven. Used by one thread.
 */
public final class Applier {
    private static final String STEP = "sync";
    private static final Duration CHECK = Duration.ofSeconds(30);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private final Means means;
    private final Optional<VersionMark> mark;
    private Optional<Wanted> proven = Optional.empty();
    private Optional<Decision> served = Optional.empty();
    private boolean answers = true;
    private Map<Colour, Traffic> traffic = Map.of();
    private boolean blind;
    private Instant since = Instant.now();
    private String tried = "";
    private String error = "";
    private long checkAt;
    private long retryAt;
    private Duration retry = FIRST_RETRY;
    private long applies;
    private long failures;

    /**
     * What it works with.
     *
     * @param way the route with the instances of each colour
     * @param last what was last seen to be served
     * @param gate what lets one change of the proxy through at a time
     */
    public record Means(
            Router router,
            Function<Map<Colour, List<Address>>, Route> way,
            LastGood last,
            Gate gate,
            Event.Listener listener,
            FaultPoints faults) {}

    /** The applier of a router in front of a service that does not say its version. */
    public Applier(Means means) {
        this(means, Optional.empty());
    }

    /** @param mark where the answers of the service say their version */
    public Applier(Means means, Optional<VersionMark> mark) {
        this.means = means;
        this.mark = mark;
    }

    /** How it stands, for the report. */
    record Standing(
            Optional<Decision> served,
            boolean answers,
            String proven,
            String tried,
            String error,
            Map<Colour, Traffic> traffic,
            Instant since) {}

    Standing standing() {
        return new Standing(served, answers, proven.map(Wanted::mark).orElse(""), tried, error, traffic, since);
    }

    /** How often it was applied. */
    long applies() {
        return applies;
    }

    /** How often that went wrong. */
    long failures() {
        return failures;
    }

    /** Whether it was not brought to what is wanted. */
    Optional<String> complaint() {
        return Optional.of(error).filter(text -> !text.isEmpty());
    }

    /** Whether a colour that gets no new requests has some under way. */
    boolean isDraining() {
        return served.filter(decision -> traffic.entrySet().stream()
                        .anyMatch(flow -> decision.weights().of(flow.getKey()) == 0
                                && !flow.getValue().isQuiet()))
                .isPresent();
    }

    /** What it served before this process began; for when the store says nothing. */
    Optional<Wanted> recall() {
        try {
            return means.last().read();
        } catch (IOException e) {
            means.listener()
                    .on(new Event.Warning(SyncProblems.damaged(means.last().file(), e)));
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.REFUSED) {
                throw e;
            }
            means.listener()
                    .on(new Event.Warning(SyncProblems.damaged(means.last().file(), e)));
        }
        return Optional.empty();
    }

    /** Brings the router to it unless it is there; returns whether there is something to report. */
    boolean follow(Asked asked) {
        if (asked.wanted().isEmpty()) {
            return idle(asked);
        }
        if (proven.equals(asked.wanted())) {
            return glance(asked);
        }
        boolean isSame = asked.mark().equals(tried);
        if (isSame && !error.isEmpty() && System.nanoTime() < retryAt) {
            return false;
        }
        retry = isSame ? retry : FIRST_RETRY;
        return bring(asked);
    }

    /** While nothing is decided: whether it could serve, looked at now and then and when somebody asks. */
    private boolean idle(Asked asked) {
        if (asked.mark().equals(tried) && System.nanoTime() < checkAt) {
            return false;
        }
        tried = asked.mark();
        proven = Optional.empty();
        try {
            means.router().check(means.way().apply(Map.of()));
            answers = true;
            error = "";
        } catch (Failure e) {
            complain(e);
        }
        checkAt = System.nanoTime() + CHECK.toNanos();
        return true;
    }

    /** Has the router forget the environment; returns whether there is something to report. */
    boolean forget() {
        try {
            if (means.router().observe().isEmpty() && served.isEmpty()) {
                boolean hadError = !error.isEmpty();
                error = "";
                return hadError;
            }
            means.router().remove();
            means.last().remove();
            proven = Optional.empty();
            serves(Optional.empty(), true);
            traffic = Map.of();
            error = "";
        } catch (Failure e) {
            error = SyncProblems.words(e);
        }
        return true;
    }

    /** Whether it still serves it: a router that was started again, or changed by hand, is brought to it anew. */
    private boolean glance(Asked asked) {
        Wanted wanted = asked.wanted().orElseThrow();
        if (System.nanoTime() < checkAt) {
            return (blind || isDraining()) && measure();
        }
        try {
            Optional<String> wrong = isObserved(wanted)
                    ? wanted.open() ? proof(wanted).glance(wanted.decision()) : Optional.empty()
                    : Optional.of("it follows another decision");
            if (wrong.isEmpty()) {
                checkAt = System.nanoTime() + CHECK.toNanos();
                return measure();
            }
            means.listener().on(new Event.Note(means.router().describe() + ": " + wrong.get() + "; applied again"));
        } catch (Failure e) {
            fail(e, wanted.reached());
        }
        proven = Optional.empty();
        return bring(asked);
    }

    private boolean isObserved(Wanted wanted) {
        return means.router().observe().filter(wanted.decision()::equals).isPresent();
    }

    private boolean bring(Asked asked) {
        Wanted wanted = asked.wanted().orElseThrow();
        tried = asked.mark();
        try {
            if (wanted.leadsNowhere()) {
                throw SyncProblems.nowhere(wanted);
            }
            apply(wanted);
            prove(wanted);
            error = "";
            retry = FIRST_RETRY;
            keep(wanted);
            measure();
        } catch (Failure e) {
            fail(e, wanted.reached());
        }
        return true;
    }

    private void apply(Wanted wanted) {
        means.faults().reach(STEP, "intent");
        applies++;
        means.gate().pass(new Move(means.router(), means.way().apply(wanted.reached()), wanted.decision()));
        means.faults().reach(STEP, "effect");
        proven = Optional.empty();
    }

    private void prove(Wanted wanted) {
        if (wanted.open()) {
            proof(wanted).of(wanted.decision(), Optional.empty(), text -> {});
        }
        means.faults().reach(STEP, "proven");
        proven = Optional.of(wanted);
        serves(Optional.of(wanted.decision()), true);
        checkAt = System.nanoTime() + CHECK.toNanos();
        means.listener().on(new Event.Note(means.router().describe() + " serves " + wanted.words()));
    }

    private Proof proof(Wanted wanted) {
        return new Proof(means.router(), means.way().apply(wanted.reached())).saying(mark);
    }

    private void keep(Wanted wanted) {
        try {
            means.last().write(wanted);
            means.faults().reach(STEP, "kept");
        } catch (IOException e) {
            means.listener()
                    .on(new Event.Warning(SyncProblems.unkept(means.last().file(), e)));
        }
    }

    /**
     * What the router follows now is looked up: an adapter that could not change it has put things back. What it follows
     * may be no more than files, so it is asked whether it answers.
     */
    private void fail(Failure failure, Map<Colour, List<Address>> instances) {
        failures++;
        complain(failure);
        retryAt = System.nanoTime() + retry.toNanos();
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
        try {
            boolean isThere = new Proof(means.router(), means.way().apply(instances)).isAnswered();
            serves(served, isThere);
            serves(means.router().observe(), isThere);
        } catch (Failure e) {
            // It is as it was last seen.
        }
    }

    private void complain(Failure failure) {
        String words = SyncProblems.words(failure);
        if (!words.equals(error)) {
            means.listener().on(new Event.Warning(failure.problems().get(0)));
        }
        error = words;
    }

    private void serves(Optional<Decision> decision, boolean isThere) {
        if (!decision.equals(served) || isThere != answers) {
            since = Instant.now();
        }
        served = decision;
        answers = isThere;
    }

    private boolean measure() {
        try {
            Map<Colour, Traffic> now = Map.copyOf(means.router().traffic());
            return measured(now, false);
        } catch (Failure e) {
            return measured(Map.of(), true);
        }
    }

    /** What was counted before says nothing of now. */
    private boolean measured(Map<Colour, Traffic> now, boolean unseen) {
        boolean changed = !now.equals(traffic);
        traffic = now;
        blind = unseen;
        return changed;
    }
}
