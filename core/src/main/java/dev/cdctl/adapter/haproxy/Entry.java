package dev.cdctl.adapter.haproxy;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Decision;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the map says of one environment, in one value, so that no request sees half of a flip: {@code
 * green:100:12:-:green}.
 *
 * @param closed whether there is nothing to serve, so that requests are answered 503
 * @param shift what sticky clients are hashed with, as a word; {@code -} unless a shift is open
 */
record Entry(boolean closed, Weights weights, long generation, String shift, Colour baseline) {
    private static final String CLOSED = "none";
    private static final Pattern FORM =
            Pattern.compile("(none|blue|green):([0-9]{1,3}):([0-9]{1,18}):(-|[0-9a-f]{1,8}):(blue|green)");

    /** The entry of a decision. */
    static Entry of(Decision decision, boolean closed) {
        String shift =
                decision.isShifting() ? Integer.toHexString(decision.shift().hashCode()) : "-";
        return new Entry(closed, decision.weights(), decision.generation(), shift, decision.baseline());
    }

    /** Reads a value of the map; empty when it is damaged. */
    static Optional<Entry> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(2)) > 100) {
            return Optional.empty();
        }
        return Colour.of(form.group(5))
                .map(baseline -> new Entry(
                        form.group(1).equals(CLOSED),
                        new Weights(Integer.parseInt(form.group(2))),
                        Long.parseLong(form.group(3)),
                        form.group(4),
                        baseline));
    }

    /** Whether this is what the map says under that decision. */
    boolean follows(Decision decision) {
        return of(decision, closed).equals(this);
    }

    /** A decision that nobody here knows, as far as the map tells. */
    Decision unknown() {
        return new Decision(generation, 0, baseline, weights, shift, java.util.Map.of());
    }

    /** The value in the map; the first word is what the configuration chooses the backend by. */
    @Override
    public String toString() {
        return (closed ? CLOSED : baseline.word()) + ":" + weights.green() + ":" + generation + ":" + shift + ":"
                + baseline.word();
    }
}
