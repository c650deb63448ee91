package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.stats.Counters;
import dev.cdctl.adapter.embedded.stats.Histogram;
import dev.cdctl.adapter.embedded.stats.Tallies;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The counters as Prometheus text (exposition format 0.0.4). */
final class Metrics {
    private static final String TIME = "cdctl_router_request_seconds";

    private final Map<Tallies.Key, Counters> all;
    private final StringBuilder text = new StringBuilder();

    private Metrics(Map<Tallies.Key, Counters> all) {
        this.all = all;
    }

    static String text(Tallies tallies) {
        Metrics metrics = new Metrics(tallies.all());
        metrics.number(
                "requests_total",
                "counter",
                "Requests answered.",
                one -> one.traffic().requests());
        metrics.number(
                "bad_total",
                "counter",
                "Requests answered 5xx or not at all.",
                one -> one.traffic().bad());
        metrics.number(
                "in_flight",
                "gauge",
                "Requests that wait for the end of their answer.",
                one -> one.traffic().inFlight());
        metrics.number(
                "upgraded",
                "gauge",
                "WebSockets and other upgraded connections.",
                one -> one.traffic().upgraded());
        metrics.head(TIME, "histogram", "From the request to the end of its answer.");
        metrics.all.forEach((key, counters) -> metrics.histogram(labels(key), counters.latency()));
        return metrics.text.toString();
    }

    private void number(String name, String type, String help, ToLongFunction<Counters> value) {
        String full = "cdctl_router_" + name;
        head(full, type, help);
        all.forEach((key, counters) -> line(full + "{" + labels(key) + "}", value.applyAsLong(counters)));
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void histogram(String labels, Histogram histogram) {
        long[] counts = histogram.counts();
        double[] bounds = Histogram.bounds();
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i];
            String bound = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
            line(TIME + "_bucket{" + labels + ",le=\"" + bound + "\"}", sum);
        }
        text.append(TIME)
                .append("_sum{")
                .append(labels)
                .append("} ")
                .append(histogram.sum())
                .append('\n');
        line(TIME + "_count{" + labels + "}", sum);
    }

    private void line(String series, long value) {
        text.append(series).append(' ').append(value).append('\n');
    }

    /** The values are names and versions, which need no escapes. */
    private static String labels(Tallies.Key key) {
        return "service=\"" + key.service() + "\",environment=\"" + key.environment() + "\",colour=\""
                + key.colour().word() + "\",version=\"" + key.version() + "\"";
    }
}
