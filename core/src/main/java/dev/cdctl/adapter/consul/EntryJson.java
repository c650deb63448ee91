package dev.cdctl.adapter.consul;

import dev.cdctl.deploy.register.Entry;
import dev.cdctl.deploy.register.Registration;
import dev.cdctl.deploy.register.Standing;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.traffic.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How Consul writes the entries of its catalogue. */
final class EntryJson {
    /** An agent takes out by itself what failed for so long; whoever comes back sooner is found as before. */
    private static final String CRITICAL_FOR = "72h";

    private EntryJson() {}

    /** What an agent is asked to register. An entry fails its check until that has passed. */
    static Json.Obj of(Registration registration) {
        Address address = registration.address();
        Registration.Check check = registration.check();
        Json.Builder asked = Json.object()
                .put("Name", check.http().map(path -> "GET " + path).orElse("accepts connections"))
                .put("Interval", check.every().toMillis() + "ms")
                .put("Timeout", check.timeout().toMillis() + "ms")
                .put("Status", "critical")
                .put("DeregisterCriticalServiceAfter", CRITICAL_FOR);
        check.http()
                .ifPresentOrElse(
                        path -> asked.put("HTTP", "http://" + address + path),
                        () -> asked.put("TCP", address.toString()));
        Json.Builder meta = Json.object();
        new TreeMap<>(registration.meta()).forEach(meta::put);
        return Json.object()
                .put("ID", registration.id())
                .put("Name", registration.service())
                .put("Address", address.host())
                .put("Port", address.port())
                .put("Tags", Json.ofTexts(registration.tags()))
                .put("Meta", meta.build())
                .put("Check", asked.build())
                .build();
    }

    /** One item of what is asked for the health of a service. */
    static Entry read(Json.Obj item) {
        Json.Obj node = item.object("Node").orElseThrow(EntryJson::incomplete);
        Json.Obj service = item.object("Service").orElseThrow(EntryJson::incomplete);
        List<String> bad = bad(item.objects("Checks"));
        String own = service.text("Address").filter(text -> !text.isEmpty()).orElse(node.need("Address"));
        return new Entry(
                service.need("ID"),
                service.need("Service"),
                node.need("Node"),
                node.need("Address"),
                new Address(own, Math.toIntExact(service.number("Port").orElse(0L))),
                service.texts("Tags"),
                service.object("Meta").map(EntryJson::texts).orElse(Map.of()),
                bad.isEmpty(),
                String.join("; ", bad));
    }

    /** Checks, as entries whose IDs begin like that stand by them; those of a node count for all of its entries. */
    static List<Standing> standing(List<Json> checks, String start) {
        TreeMap<String, List<Json.Obj>> nodes = new TreeMap<>();
        TreeMap<String, List<Json.Obj>> entries = new TreeMap<>();
        for (Json json : checks) {
            Json.Obj check = (Json.Obj) json;
            String id = check.text("ServiceID").orElse("");
            String node = check.need("Node");
            if (id.startsWith(start)) {
                entries.computeIfAbsent(id + " " + node, key -> new ArrayList<>())
                        .add(check);
            } else if (id.isEmpty()) {
                nodes.computeIfAbsent(node, key -> new ArrayList<>()).add(check);
            }
        }
        List<Standing> all = new ArrayList<>();
        entries.forEach((key, own) -> {
            String node = key.substring(key.indexOf(' ') + 1);
            own.addAll(nodes.getOrDefault(node, List.of()));
            List<String> bad = bad(own);
            all.add(new Standing(key.substring(0, key.indexOf(' ')), node, bad.isEmpty(), String.join("; ", bad)));
        });
        return all;
    }

    private static Map<String, String> texts(Json.Obj object) {
        Map<String, String> texts = new TreeMap<>();
        object.members().keySet().forEach(name -> texts.put(name, object.need(name)));
        return texts;
    }

    /** What is said by the checks that do not pass, those of the node included. */
    private static List<String> bad(List<Json.Obj> checks) {
        List<String> bad = new ArrayList<>();
        for (Json.Obj check : checks) {
            String status = check.text("Status").orElse("");
            if (!status.equals("passing")) {
                String output = check.text("Output").orElse("").strip();
                bad.add(check.text("Name").orElse("a check") + " is " + status
                        + (output.isEmpty() ? ", it was not run yet" : ", " + first(output)));
            }
        }
        return bad;
    }

    private static String first(String output) {
        String line = output.lines().findFirst().orElse("");
        return line.length() > 200 ? line.substring(0, 200) + "..." : line;
    }

    private static JsonException incomplete() {
        return new JsonException("no node or no service");
    }
}
