package dev.cdctl.sync.metrics;

import dev.cdctl.sync.Follower.Figures;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Figures of followers as Prometheus text (exposition format 0.0.4). */
public final class Metrics {
    private final List<Figures> all;
    private final StringBuilder text = new StringBuilder();

    private Metrics(List<Figures> all) {
        this.all = all;
    }

    /**
     * The text.
     *
     * @param passedOver how many pipelines cannot be read, and are not followed
     */
    public static String text(List<Figures> all, int passedOver) {
        Metrics metrics = new Metrics(all);
        metrics.add("generation_served", "gauge", "The decision that the router serves.", Figures::served);
        metrics.add("generation_wanted", "gauge", "The decision in the store, as last read.", Figures::wanted);
        metrics.add(
                "answers", "gauge", "1 when the router answered when it was asked last.", one -> one.answers() ? 1 : 0);
        metrics.add(
                "proven",
                "gauge",
                "1 when fresh connections were seen to get what is served.",
                one -> one.proven() ? 1 : 0);
        metrics.add("follows", "gauge", "0 after this process could not go on with it.", one -> one.follows() ? 1 : 0);
        metrics.add("applies_total", "counter", "Changes of the router that were begun.", Figures::applies);
        metrics.add("failures_total", "counter", "Changes of the router that failed.", Figures::failures);
        metrics.add(
                "store_contact_seconds",
                "gauge",
                "Time since the store last answered.",
                one -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - one.contact()) / 1000.0);
        String full = metrics.head(
                "pipelines_unreadable", "gauge", "Files of --pipelines that cannot be read, and are not followed.");
        metrics.text.append(full).append(' ').append(passedOver).append('\n');
        return metrics.text.toString();
    }

    private String head(String name, String type, String help) {
        String full = "cdctl_sync_" + name;
        text.append("# HELP ").append(full).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
        return full;
    }

    private void add(String name, String type, String help, ToDoubleFunction<Figures> value) {
        String full = head(name, type, help);
        for (Figures one : all) {
            text.append(full)
                    .append("{router=\"")
                    .append(one.place().router())
                    .append("\",service=\"")
                    .append(one.place().service())
                    .append("\",environment=\"")
                    .append(one.place().environment())
                    .append("\"} ")
                    .append(number(value.applyAsDouble(one)))
                    .append('\n');
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
