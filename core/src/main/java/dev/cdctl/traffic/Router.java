package dev.cdctl.traffic;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings the requests of one environment to the instances of its live colour. */
public interface Router {
    /** What it is and where, for people: {@code the embedded router on 127.0.0.1:8080}. */
    String describe();

    /**
     * Finds out whether the router could serve this route, without changing anything.
     *
     * @throws dev.cdctl.model.Failure unreachable or refused, with the reason: the port is taken, the certificate
     *     cannot be read, another environment has the same host and path
     */
    void check(Route route);

    /**
     * Finds out whether the router could serve this route by that decision, which is to be made: where it has a
     * configuration of its own, that is tried out as it is going to be. Nothing changes.
     *
     * @throws dev.cdctl.model.Failure as by {@link #check(Route)}; failed, when the program refuses the configuration
     */
    default void check(Route route, Decision next) {
        check(route);
    }

    /** What it serves now; empty when it does not run or does not know the environment. */
    Optional<Decision> observe();

    /**
     * Serves the route by the decision. It is done when it returns; a smaller generation than the one served is refused.
     *
     * @throws dev.cdctl.model.Failure unreachable, when it is not known to have been applied; refused, when the router
     *     follows a newer decision
     */
    void apply(Route route, Decision decision);

    /**
     * The headers of a question that have the router's answer say what it chose, by the headers {@code
     * X-Cdctl-Colour} and {@code X-Cdctl-Generation}; nobody else knows them. Empty when it does not run.
     *
     * @param generation what is asked for: a router that cannot tell a number says whether it follows this one
     */
    Map<String, String> probe(long generation);

    /**
     * What went through each colour since the router started, and what is in flight. A colour that is missing is not
     * known: nobody may take it for quiet. Empty when it does not run.
     */
    Map<Colour, Traffic> traffic();

    /**
     * Whether it follows the store's decisions by itself: then {@link #apply} only waits for it, and it has proven by
     * itself what it serves when that returns.
     */
    default boolean follows() {
        return false;
    }

    /**
     * Why it is not known to serve what is decided, of one that follows by itself: its process is not heard, or says
     * what is wrong.
     */
    default Optional<Problem> doubt() {
        return Optional.empty();
    }

    /** Tells one that follows by itself what belongs to a decision before it is made; users notice nothing. */
    default void prepare(Route route, Decision next) {}

    /**
     * Makes ready at once what several environments of the same proxy need before they can follow their decisions, where
     * that is less work than for each alone. Users notice nothing. What cannot be made ready is left to {@link #apply},
     * which says why.
     *
     * @param moves also those of other proxies, which are passed over
     */
    default void ready(List<Move> moves) {}

    /** Whether requests may get to that colour now; true when that cannot be known. */
    default boolean mayServe(Colour colour) {
        return observe().filter(served -> served.weights().of(colour) > 0).isPresent();
    }

    /** Forgets the environment. Does nothing when it is not known. */
    void remove();
}
