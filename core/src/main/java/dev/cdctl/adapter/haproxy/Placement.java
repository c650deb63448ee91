package dev.cdctl.adapter.haproxy;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What HAProxy is told of one environment, as its file in the folder keeps it.
 *
 * @param key {@code books.production}
 * @param bind where HAProxy listens
 * @param instances where those of each colour listen, or listened when they were last told
 * @param slots how many servers each backend has; never fewer than before, so that scaling down needs no reload
 * @param closed whether there is nothing to serve
 * @param token what a question must carry to be told what was chosen
 * @param decisions the one in force, and the one before it, which the process may follow still
 */
record Placement(
        String key,
        Address bind,
        Optional<String> host,
        String path,
        Optional<String> certificate,
        Duration timeout,
        Map<Colour, List<Address>> instances,
        int slots,
        boolean closed,
        String token,
        List<Decision> decisions) {
    private static final int FORMAT = 1;
    private static final int KEPT = 2;
    private static final int TOKEN_BYTES = 16;

    Placement {
        instances = Map.copyOf(instances);
        decisions = List.copyOf(decisions);
    }

    /** How the environment of a service is called in the map and in names of backends. */
    static String key(Route route) {
        return route.service() + "." + route.environment();
    }

    /** The decision in force. */
    Decision decision() {
        return decisions.get(0);
    }

    /** What the map says. */
    Entry entry() {
        return Entry.of(decision(), closed);
    }

    /** The addresses of a colour; none when it was never told. */
    List<Address> of(Colour colour) {
        return instances.getOrDefault(colour, List.of());
    }

    /**
     * What follows when a route is served by a decision.
     *
     * @param before what is so now
     */
    static Placement next(Optional<Placement> before, Front front, Route route, Decision decision) {
        Map<Colour, List<Address>> instances = new EnumMap<>(Colour.class);
        before.ifPresent(old -> instances.putAll(old.instances()));
        route.instances().forEach((colour, addresses) -> {
            if (!addresses.isEmpty()) {
                instances.put(colour, addresses);
            }
        });
        int most = instances.values().stream().mapToInt(List::size).max().orElse(1);
        List<Decision> decisions = new ArrayList<>(List.of(decision));
        before.ifPresent(old ->
                old.decisions().stream().filter(one -> !one.equals(decision)).forEach(decisions::add));
        return new Placement(
                key(route),
                front.bind(),
                route.host(),
                route.path(),
                front.certificate(),
                route.timeout(),
                instances,
                Math.max(most, before.map(Placement::slots).orElse(1)),
                route.instances().getOrDefault(decision.baseline(), List.of()).isEmpty(),
                before.map(Placement::token).orElseGet(Placement::fresh),
                decisions.subList(0, Math.min(KEPT, decisions.size())));
    }

    /** The same for a process that has so many servers only in each backend. */
    Placement within(int most) {
        Map<Colour, List<Address>> fewer = new EnumMap<>(Colour.class);
        instances.forEach((colour, all) -> fewer.put(colour, all.subList(0, Math.min(most, all.size()))));
        return new Placement(
                key, bind, host, path, certificate, timeout, fewer, Math.min(most, slots), closed, token, decisions);
    }

    private static String fresh() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Where HAProxy listens, which users may know by another address.
     *
     * @param certificate the PEM file on HAProxy's computer
     */
    record Front(Address bind, Optional<String> certificate) {}

    /** Its file. */
    String line() {
        return JsonText.line(toJson()) + "\n";
    }

    Json.Obj toJson() {
        Json.Builder addresses = Json.object();
        for (Colour colour : Colour.values()) {
            addresses.put(
                    colour.word(),
                    Json.ofTexts(of(colour).stream().map(Address::toString).toList()));
        }
        return Json.object()
                .put("format", FORMAT)
                .put("key", key)
                .put("bind", bind.toString())
                .put("host", host)
                .put("path", path)
                .put("certificate", certificate)
                .put("timeoutMillis", timeout.toMillis())
                .put("instances", addresses.build())
                .put("slots", slots)
                .put("closed", closed)
                .put("token", token)
                .put(
                        "decisions",
                        Json.of(decisions.stream()
                                .map(decision -> (Json) decision.toJson())
                                .toList()))
                .build();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is something else
     */
    static Placement from(Json.Obj json) {
        Json.Obj addresses = json.object("instances").orElseThrow(() -> new JsonException("no object 'instances'"));
        Map<Colour, List<Address>> instances = new EnumMap<>(Colour.class);
        for (Colour colour : Colour.values()) {
            List<Address> all =
                    addresses.texts(colour.word()).stream().map(Address::parse).toList();
            if (!all.isEmpty()) {
                instances.put(colour, all);
            }
        }
        List<Decision> decisions =
                json.objects("decisions").stream().map(Decision::from).toList();
        if (decisions.isEmpty()) {
            throw new JsonException("no decision");
        }
        return new Placement(
                json.need("key"),
                Address.parse(json.need("bind")),
                json.text("host"),
                json.need("path"),
                json.text("certificate"),
                Duration.ofMillis(json.needNumber("timeoutMillis")),
                instances,
                Math.toIntExact(json.needNumber("slots")),
                json.flag("closed"),
                json.need("token"),
                decisions);
    }

    /** Whether a file of a newer cdctl says this. */
    static boolean isNewer(Json.Obj json) {
        return json.number("format").filter(format -> format > FORMAT).isPresent();
    }
}
