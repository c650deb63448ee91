package dev.cdctl.traffic;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which colour serves an environment: the one record that a deployment commits and every router follows.
 *
 * @param generation grows by one with every decision; a router never goes back to a smaller one
 * @param token the fencing token of whoever decided
 * @param baseline the live colour
 * @param weights who gets how much; everything to the baseline unless a shift is open
 * @param shift what sticky clients are hashed with; a new one for every shift
 * @param releases what each colour holds; a colour that holds nothing is missing
 */
public record Decision(
        long generation, long token, Colour baseline, Weights weights, String shift, Map<Colour, Placed> releases) {
    private static final int FORMAT = 1;

    /**
     * What a colour holds.
     *
     * @param deployment the ID of the deployment that put it there
     */
    public record Placed(String deployment, Version version, Digest digest) {
        /** Written out for a quick start, as in {@link dev.cdctl.model.Name}. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Placed that
                    && deployment.equals(that.deployment)
                    && version.equals(that.version)
                    && digest.equals(that.digest);
        }

        @Override
        public int hashCode() {
            return deployment.hashCode();
        }
    }

    /** Copies the map. */
    public Decision {
        releases = Map.copyOf(releases);
    }

    /** What is so before anything was decided: no colour holds anything. */
    public static Decision nothing() {
        return new Decision(0, 0, Colour.BLUE, Weights.all(Colour.BLUE), "", Map.of());
    }

    /** What is live. */
    public Optional<Placed> live() {
        return in(baseline);
    }

    /** What that colour holds. */
    public Optional<Placed> in(Colour colour) {
        return Optional.ofNullable(releases.get(colour));
    }

    /** Whether the traffic is split between two releases. */
    public boolean isShifting() {
        return weights.of(baseline) != 100;
    }

    /** The next decision: that colour is live with what it holds then. */
    public Decision flipTo(Colour colour, Placed placed, long byToken) {
        return new Decision(generation + 1, byToken, colour, Weights.all(colour), "", with(colour, placed));
    }

    private Map<Colour, Placed> with(Colour colour, Placed placed) {
        Map<Colour, Placed> next = new EnumMap<>(Colour.class);
        next.putAll(releases);
        next.put(colour, placed);
        return next;
    }

    /** The form in which stores and routers keep it. */
    public Json.Obj toJson() {
        Json.Builder colours = Json.object();
        for (Colour colour : Colour.values()) {
            in(colour).ifPresent(placed -> colours.put(colour.word(), json(placed)));
        }
        return Json.object()
                .put("format", FORMAT)
                .put("generation", generation)
                .put("token", token)
                .put("baseline", baseline.word())
                .put("green", weights.green())
                .put("shift", shift)
                .put("releases", colours.build())
                .build();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is not that, or of a newer format
     */
    public static Decision from(Json.Obj json) {
        if (json.needNumber("format") != FORMAT) {
            throw new JsonException("a decision of format " + json.needNumber("format"));
        }
        Map<Colour, Placed> releases = new EnumMap<>(Colour.class);
        Json.Obj colours = json.object("releases").orElseThrow(() -> new JsonException("no object 'releases'"));
        for (Colour colour : Colour.values()) {
            colours.object(colour.word()).ifPresent(placed -> releases.put(colour, placed(placed)));
        }
        return new Decision(
                json.needNumber("generation"),
                json.needNumber("token"),
                Colour.of(json.need("baseline")).orElseThrow(() -> new JsonException("no such colour")),
                new Weights(Math.toIntExact(json.needNumber("green"))),
                json.text("shift").orElse(""),
                releases);
    }

    private static Json json(Placed placed) {
        return Json.object()
                .put("deployment", placed.deployment())
                .put("version", placed.version().text())
                .put("digest", placed.digest().toString())
                .build();
    }

    private static Placed placed(Json.Obj json) {
        return new Placed(
                json.need("deployment"), new Version(json.need("version")), Digest.parse(json.need("digest")));
    }
}
