package dev.cdctl.traffic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What went through one colour.
 *
 * @param requests answered since the router started
 * @param bad answered 5xx, or not at all, since the router started
 * @param inFlight requests that wait for the end of their answer now
 * @param upgraded WebSockets and other upgraded connections that are open now
 * @param connections what is open now where a router cannot tell one from the other: each is a request or a WebSocket
 * @param ending processes of a proxy that end with the last of their connections, of which nothing else is known
 */
public record Traffic(long requests, long bad, int inFlight, int upgraded, int connections, int ending) {
    /** Nothing at all. */
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);

    /** Where requests and WebSockets are told apart. */
    public Traffic(long requests, long bad, int inFlight, int upgraded) {
        this(requests, bad, inFlight, upgraded, 0, 0);
    }

    /** Both together. */
    public Traffic plus(Traffic other) {
        return new Traffic(
                requests + other.requests,
                bad + other.bad,
                inFlight + other.inFlight,
                upgraded + other.upgraded,
                connections + other.connections,
                ending + other.ending);
    }

    /** All colours of one router together; a process that ends may have connections to each of them. */
    public static Traffic ofAll(Collection<Traffic> colours) {
        Traffic sum = colours.stream().reduce(NONE, Traffic::plus);
        int ending = colours.stream().mapToInt(Traffic::ending).max().orElse(0);
        return new Traffic(sum.requests, sum.bad, sum.inFlight, sum.upgraded, sum.connections, ending);
    }

    /** {@code 12 requests, 0 bad, 1 in flight}; what cannot be told apart is named for what it is. */
    public String words() {
        return requests + " requests, " + bad + " bad, "
                + (connections + ending > 0 ? open() + " open" : inFlight + " in flight");
    }

    /** What is under way now, by what was counted: {@code 2 requests and 0 WebSockets}, {@code 2 connections}. */
    public String open() {
        List<String> parts = new ArrayList<>();
        if (inFlight + upgraded > 0 || connections + ending == 0) {
            parts.add(count(inFlight, "request"));
            parts.add(count(upgraded, "WebSocket"));
        }
        if (connections > 0) {
            parts.add(count(connections, "connection"));
        }
        if (ending > 0) {
            parts.add(count(ending, "proxy worker") + (ending == 1 ? " that ends" : " that end"));
        }
        return String.join(" and ", parts);
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Whether nothing is under way. */
    public boolean isQuiet() {
        return inFlight == 0 && upgraded == 0 && connections == 0 && ending == 0;
    }
}
