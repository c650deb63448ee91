package dev.cdctl.sync;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Colour;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the process beside a router says of it, as the store keeps it in {@code <service>/<environment>/routers/<name>}.
 *
 * @param life names the process; another one has another
 * @param host the computer that it runs on, for people
 * @param served what the router was last seen to follow, as it lies in its files when it does not answer
 * @param answers whether anything answered when it was asked last
 * @param proven the mark of what was seen to be served by fresh connections; empty when it was not
 * @param tried the mark of what it was last brought to; after a slash, which time it was asked for again
 * @param error why that did not come about; empty when it did
 * @param since when it began to serve that
 * @param heard when this was said, by the clock of that computer
 */
public record SyncReport(
        Name router,
        Standing standing,
        String life,
        String host,
        Optional<Decision> served,
        boolean answers,
        String proven,
        String tried,
        String error,
        Map<Colour, Traffic> traffic,
        Instant since,
        Instant heard) {
    /** How often a report is made when nothing happens. */
    static final Duration BEAT = Duration.ofSeconds(3);

    private static final int FORMAT = 1;

    /** Whether the process follows. */
    public enum Standing {
        /** It follows the store's decisions. */
        FOLLOWS,
        /** It was told to end; the router goes on serving what it serves. */
        STOPPED,
        /** A person said that the router is gone and serves nobody. */
        GONE;

        /** The word for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the map. */
    public SyncReport {
        traffic = Map.copyOf(traffic);
    }

    /** The generation that it serves; 0 for none, as when it does not answer. */
    public long generation() {
        return served.filter(decision -> answers).map(Decision::generation).orElse(0L);
    }

    /** What is known of it, on one line. */
    String words() {
        return "router " + router + " on " + host
                + (answers ? " serves generation " + generation() : " does not answer")
                + ", last heard at " + IsoTime.text(heard)
                + (error.isEmpty() ? "" : ": " + error);
    }

    /** Whether nobody has to wait for it. */
    public boolean isGone() {
        return standing == Standing.GONE;
    }

    /** Whether it was made not long ago, as far as the clocks of two computers can tell. */
    boolean isFresh(Instant now) {
        return Duration.between(heard, now).abs().compareTo(BEAT.multipliedBy(5)) < 0;
    }

    /** The same router, which a person said is gone. */
    SyncReport gone(String by, Instant now) {
        return new SyncReport(
                router, Standing.GONE, "", host, served, true, "", "", "declared gone by " + by, Map.of(), since, now);
    }

    /** The form in which it is recorded. */
    public Json.Obj toJson() {
        Json.Builder flows = Json.object();
        for (Colour colour : Colour.values()) {
            Optional.ofNullable(traffic.get(colour)).ifPresent(seen -> flows.put(colour.word(), json(seen)));
        }
        return Json.object()
                .put("format", FORMAT)
                .put("router", router.text())
                .put("standing", standing.word())
                .put("life", life)
                .put("host", host)
                .put("generation", generation())
                .put("served", served.map(Decision::toJson))
                .put("answers", answers)
                .put("proven", proven)
                .put("tried", tried)
                .put("error", error)
                .put("traffic", flows.build())
                .put("since", IsoTime.text(since))
                .put("heard", IsoTime.text(heard))
                .build();
    }

    static SyncReport from(Json.Obj json) {
        Map<Colour, Traffic> traffic = new EnumMap<>(Colour.class);
        for (Colour colour : Colour.values()) {
            json.object("traffic")
                    .flatMap(flows -> flows.object(colour.word()))
                    .ifPresent(seen -> traffic.put(colour, traffic(seen)));
        }
        return new SyncReport(
                new Name(json.need("router")),
                standing(json.need("standing")),
                json.need("life"),
                json.need("host"),
                json.object("served").map(Decision::from),
                json.get("answers").isEmpty() || json.flag("answers"),
                json.need("proven"),
                json.need("tried"),
                json.need("error"),
                traffic,
                IsoTime.parse(json.need("since")),
                IsoTime.parse(json.need("heard")));
    }

    private static Standing standing(String word) {
        for (Standing one : Standing.values()) {
            if (one.word().equals(word)) {
                return one;
            }
        }
        throw new JsonException("no such standing: " + word);
    }

    private static Json json(Traffic traffic) {
        return Json.object()
                .put("requests", traffic.requests())
                .put("bad", traffic.bad())
                .put("inFlight", traffic.inFlight())
                .put("upgraded", traffic.upgraded())
                .put("connections", traffic.connections())
                .put("ending", traffic.ending())
                .build();
    }

    private static Traffic traffic(Json.Obj json) {
        return new Traffic(
                json.needNumber("requests"),
                json.needNumber("bad"),
                Math.toIntExact(json.needNumber("inFlight")),
                Math.toIntExact(json.needNumber("upgraded")),
                Math.toIntExact(json.number("connections").orElse(0L)),
                Math.toIntExact(json.number("ending").orElse(0L)));
    }
}
