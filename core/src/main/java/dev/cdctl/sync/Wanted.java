package dev.cdctl.sync;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All that a router has to know to serve an environment, apart from what its own configuration says.
 *
 * @param open whether requests get to instances; a stopped service is answered 503
 * @param instances where those of each colour listen
 */
public record Wanted(Decision decision, boolean open, Map<Colour, List<Address>> instances) {
    private static final int FORMAT = 1;

    /** Copies the map. */
    public Wanted {
        instances = Map.copyOf(instances);
    }

    /** What that decision means with the addresses that are recorded for what it names. */
    static Wanted of(Decision decision, Routing routing) {
        Map<Colour, List<Address>> instances = new EnumMap<>(Colour.class);
        for (Colour colour : Colour.values()) {
            decision.in(colour)
                    .map(placed -> routing.instances().getOrDefault(placed.deployment(), List.of()))
                    .filter(addresses -> !addresses.isEmpty())
                    .ifPresent(addresses -> instances.put(colour, addresses));
        }
        return new Wanted(decision, routing.closed() != decision.generation(), instances);
    }

    /** The instances that requests get to: none while it is closed. */
    Map<Colour, List<Address>> reached() {
        return open ? instances : Map.of();
    }

    /** Whether requests would get to a colour without instances. */
    boolean leadsNowhere() {
        if (!open) {
            return false;
        }
        for (Colour colour : Colour.values()) {
            if (decision.weights().of(colour) > 0 && !instances.containsKey(colour)) {
                return true;
            }
        }
        return false;
    }

    /** A few digits that no other wish has. */
    String mark() {
        return Digest.of(JsonText.line(toJson())).brief();
    }

    /** {@code generation 7 (green, 1.4.0)}. */
    String words() {
        return "generation " + decision.generation() + " ("
                + (open ? decision.baseline().word() : "closed")
                + decision.live().map(placed -> ", " + placed.version()).orElse("") + ")";
    }

    Json.Obj toJson() {
        Json.Builder addresses = Json.object();
        for (Colour colour : Colour.values()) {
            List<Address> own = instances.getOrDefault(colour, List.of());
            addresses.put(colour.word(), Routing.texts(own));
        }
        return Json.object()
                .put("format", FORMAT)
                .put("decision", decision.toJson())
                .put("open", open)
                .put("instances", addresses.build())
                .build();
    }

    static Wanted from(Json.Obj json) {
        Map<Colour, List<Address>> instances = new EnumMap<>(Colour.class);
        Json.Obj addresses = json.object("instances").orElseThrow(() -> new JsonException("no object 'instances'"));
        for (Colour colour : Colour.values()) {
            List<Address> own = Routing.addresses(addresses, colour.word());
            if (!own.isEmpty()) {
                instances.put(colour, own);
            }
        }
        Json.Obj decision = json.object("decision").orElseThrow(() -> new JsonException("no object 'decision'"));
        return new Wanted(Decision.from(decision), json.flag("open"), instances);
    }
}
