package dev.cdctl.traffic;

import dev.cdctl.model.Colour;
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

    /** What went through each colour since the router started, and what is in flight; empty when it does not run. */
    Map<Colour, Traffic> traffic();

    /**
     * Whether it follows the store's decisions by itself: then {@link #apply} only waits for it, and it has proven by
     * itself what it serves when that returns.
     */
    default boolean follows() {
        return false;
    }

    /** Tells one that follows by itself what belongs to a decision before it is made; users notice nothing. */
    default void prepare(Route route, Decision next) {}

    /** Whether requests may get to that colour now; true when that cannot be known. */
    default boolean mayServe(Colour colour) {
        return observe().filter(served -> served.weights().of(colour) > 0).isPresent();
    }

    /** Forgets the environment. Does nothing when it is not known. */
    void remove();
}
