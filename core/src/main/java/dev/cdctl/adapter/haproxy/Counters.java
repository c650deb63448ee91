package dev.cdctl.adapter.haproxy;

import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Traffic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What HAProxy counted for the backends of an environment.
 *
 * @see <a href="https://docs.haproxy.org/2.6/management.html#9.1">HAProxy Management Guide, CSV format</a>
 */
final class Counters {
    /** Totals of backends only. */
    static final String QUESTION = "show stat -1 2 -1";

    /** What the line with the workers that end begins with. */
    private static final String ENDING = "ending ";

    private static final List<String> ANSWERED =
            List.of("hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other");
    private static final List<String> BAD = List.of("hrsp_5xx", "econ", "eresp", "wretr");

    private Counters() {}

    /**
     * The traffic of each colour.
     *
     * @param answer to {@link #QUESTION}, with the number of workers that end where that is known
     * @param reloaded whether there are such workers for sure, so that not to know their number is to know nothing
     * @return empty when that is not what it is
     */
    static Map<Colour, Traffic> of(String key, String answer, boolean reloaded) {
        Map<Colour, Traffic> traffic = new EnumMap<>(Colour.class);
        List<String> lines = Look.lines(answer);
        Optional<Integer> ending = ending(lines).or(() -> reloaded ? Optional.empty() : Optional.of(0));
        if (lines.isEmpty() || !lines.get(0).startsWith("# ") || ending.isEmpty()) {
            return traffic;
        }
        List<String> names = Arrays.asList(lines.get(0).substring(2).split(",", -1));
        Traffic others = new Traffic(0, 0, 0, 0, 0, ending.get());
        for (Colour colour : Colour.values()) {
            String start = Configuration.backend(key, colour) + ",BACKEND,";
            Traffic own = lines.stream()
                    .filter(line -> line.startsWith(start))
                    .findFirst()
                    .map(line -> traffic(names, line.split(",", -1)))
                    .orElse(Traffic.NONE);
            traffic.put(colour, own.plus(others));
        }
        return traffic;
    }

    private static Optional<Integer> ending(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(ENDING))
                .map(line -> Integer.parseInt(line.substring(ENDING.length()).strip()))
                .findFirst();
    }

    /** Its sessions are requests and WebSockets alike. */
    private static Traffic traffic(List<String> names, String[] fields) {
        int sessions = (int) sum(names, fields, List.of("scur"));
        return new Traffic(sum(names, fields, ANSWERED), sum(names, fields, BAD), 0, 0, sessions, 0);
    }

    private static long sum(List<String> names, String[] fields, List<String> wanted) {
        return wanted.stream()
                .mapToInt(names::indexOf)
                .filter(at -> at >= 0 && at < fields.length && !fields[at].isEmpty())
                .mapToLong(at -> Long.parseLong(fields[at]))
                .sum();
    }
}
