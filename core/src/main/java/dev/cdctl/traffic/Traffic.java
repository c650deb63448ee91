package dev.cdctl.traffic;

/**
 * What went through one colour.
 *
 * @param requests answered since the router started
 * @param bad answered 5xx, or not at all, since the router started
 * @param inFlight requests that wait for the end of their answer now
 * @param upgraded WebSockets and other upgraded connections that are open now
 */
public record Traffic(long requests, long bad, int inFlight, int upgraded) {
    /** {@code 12 requests, 0 bad, 1 in flight}. */
    public String words() {
        return requests + " requests, " + bad + " bad, " + inFlight + " in flight";
    }

    /** Whether nothing is under way. */
    public boolean isQuiet() {
        return inFlight == 0 && upgraded == 0;
    }
}
