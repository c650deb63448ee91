package dev.cdctl.adapter.haproxy;

import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Traffic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What HAProxy counted for the backends of an environment.
 *
 * @see <a href="https://docs.haproxy.org/2.6/management.html#9.1">HAProxy Management Guide, CSV format</a>
 */
final class Counters {
    /** Totals of backends only. */
    static final String QUESTION = "show stat -1 2 -1";

    private static final List<String> ANSWERED =
            List.of("hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other");
    private static final List<String> BAD = List.of("hrsp_5xx", "econ", "eresp", "wretr");

    private Counters() {}

    /** The traffic of each colour, by the answer to {@link #QUESTION}. */
    static Map<Colour, Traffic> of(String key, String answer) {
        Map<Colour, Traffic> traffic = new EnumMap<>(Colour.class);
        List<String> lines = Look.lines(answer);
        if (lines.isEmpty() || !lines.get(0).startsWith("# ")) {
            return traffic;
        }
        List<String> names = Arrays.asList(lines.get(0).substring(2).split(",", -1));
        for (Colour colour : Colour.values()) {
            String start = Configuration.backend(key, colour) + ",BACKEND,";
            lines.stream()
                    .filter(line -> line.startsWith(start))
                    .findFirst()
                    .ifPresent(line -> traffic.put(colour, traffic(names, line.split(",", -1))));
        }
        return traffic;
    }

    private static Traffic traffic(List<String> names, String[] fields) {
        return new Traffic(
                sum(names, fields, ANSWERED), sum(names, fields, BAD), (int) sum(names, fields, List.of("scur")), 0);
    }

    private static long sum(List<String> names, String[] fields, List<String> wanted) {
        return wanted.stream()
                .mapToInt(names::indexOf)
                .filter(at -> at >= 0 && at < fields.length && !fields[at].isEmpty())
                .mapToLong(at -> Long.parseLong(fields[at]))
                .sum();
    }
}
