package dev.cdctl.sync;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.traffic.Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a decision alone does not say to who follows it, as the store keeps it in {@code <service>/<environment>/routing}.
 *
 * @param generation the decision that it was settled for last
 * @param closed the decision under which the service is stopped; 0 when it is not
 * @param removed whether routers are to forget the environment
 * @param asked how often routers were asked once more for what they could not be brought to
 * @param instances where the web instances of a deployment listen, by its ID
 */
record Routing(long generation, long closed, boolean removed, long asked, Map<String, List<Address>> instances) {
    static final Routing NOTHING = new Routing(0, 0, false, 0, Map.of());
    private static final int FORMAT = 1;

    /** Copies the map. */
    Routing {
        instances = Map.copyOf(instances);
    }

    /** The same, knowing these deployments too. */
    Routing with(Map<String, List<Address>> more) {
        Map<String, List<Address>> all = new LinkedHashMap<>(instances);
        all.putAll(more);
        return new Routing(removed ? 0 : generation, removed ? 0 : closed, false, asked, all);
    }

    /** The same, to be tried at once, unless somebody else asked for that meanwhile. */
    Routing askedAfter(long before) {
        return asked == before ? new Routing(generation, closed, removed, asked + 1, instances) : this;
    }

    Json.Obj toJson() {
        Json.Builder addresses = Json.object();
        instances.keySet().stream()
                .sorted()
                .forEach(deployment -> addresses.put(deployment, texts(instances.getOrDefault(deployment, List.of()))));
        return Json.object()
                .put("format", FORMAT)
                .put("generation", generation)
                .put("closed", closed)
                .put("removed", removed)
                .put("asked", asked)
                .put("instances", addresses.build())
                .build();
    }

    static Routing from(Json.Obj json) {
        Json.Obj addresses = json.object("instances").orElseThrow(() -> new JsonException("no object 'instances'"));
        Map<String, List<Address>> instances = new LinkedHashMap<>();
        addresses.members().keySet().forEach(deployment -> instances.put(deployment, addresses(addresses, deployment)));
        return new Routing(
                json.needNumber("generation"),
                json.needNumber("closed"),
                json.flag("removed"),
                json.number("asked").orElse(0L),
                instances);
    }

    static Json texts(List<Address> addresses) {
        return Json.ofTexts(addresses.stream().map(Address::toString).toList());
    }

    static List<Address> addresses(Json.Obj json, String name) {
        return json.items(name).stream()
                .filter(Json.Str.class::isInstance)
                .map(text -> Address.parse(((Json.Str) text).value()))
                .toList();
    }
}
