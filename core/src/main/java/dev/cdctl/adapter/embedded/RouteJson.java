package dev.cdctl.adapter.embedded;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Routes and traffic as the router's administration and its state file write them. */
public final class RouteJson {
    private RouteJson() {}

    /** Writes a route. */
    public static Json.Obj write(Route route) {
        Json.Builder instances = Json.object();
        route.instances()
                .forEach((colour, addresses) -> instances.put(
                        colour.word(),
                        Json.ofTexts(addresses.stream().map(Address::toString).toList())));
        return Json.object()
                .put("service", route.service().text())
                .put("environment", route.environment().text())
                .put("listen", route.listen().toString())
                .put("host", route.host())
                .put("path", route.path())
                .put("tls", route.tls().map(RouteJson::tls))
                .put("timeoutMillis", route.timeout().toMillis())
                .put("instances", instances.build())
                .build();
    }

    /**
     * Reads what {@link #write(Route)} wrote.
     *
     * @throws JsonException when it is something else
     */
    public static Route route(Json.Obj json) {
        return valid(() -> new Route(
                new Name(json.need("service")),
                new Name(json.need("environment")),
                Address.parse(json.need("listen")),
                json.text("host"),
                json.need("path"),
                json.object("tls")
                        .map(tls -> new Route.Tls(Path.of(tls.need("certificate")), Path.of(tls.need("key")))),
                Duration.ofMillis(json.needNumber("timeoutMillis")),
                instances(json.object("instances").orElseGet(() -> Json.object().build()))));
    }

    /** Writes what went through each colour. */
    public static Json.Obj write(Map<Colour, Traffic> traffic) {
        Json.Builder json = Json.object();
        traffic.forEach((colour, one) -> json.put(
                colour.word(),
                Json.object()
                        .put("requests", one.requests())
                        .put("bad", one.bad())
                        .put("inFlight", one.inFlight())
                        .put("upgraded", one.upgraded())
                        .build()));
        return json.build();
    }

    /** Reads what {@link #write(Map)} wrote. */
    public static Map<Colour, Traffic> traffic(Json.Obj json) {
        Map<Colour, Traffic> traffic = new EnumMap<>(Colour.class);
        json.members()
                .keySet()
                .forEach(word -> json.object(word)
                        .ifPresent(one -> traffic.put(
                                colour(word),
                                new Traffic(
                                        one.needNumber("requests"),
                                        one.needNumber("bad"),
                                        (int) one.needNumber("inFlight"),
                                        (int) one.needNumber("upgraded")))));
        return traffic;
    }

    private static Json tls(Route.Tls tls) {
        return Json.object()
                .put("certificate", tls.certificate().toString())
                .put("key", tls.key().toString())
                .build();
    }

    private static Map<Colour, List<Address>> instances(Json.Obj json) {
        Map<Colour, List<Address>> instances = new EnumMap<>(Colour.class);
        for (String word : json.members().keySet()) {
            instances.put(
                    colour(word), json.texts(word).stream().map(Address::parse).toList());
        }
        return instances;
    }

    private static Colour colour(String word) {
        Optional<Colour> colour = Colour.of(word);
        return colour.orElseThrow(() -> new JsonException("not a colour: " + word));
    }

    private static <T> T valid(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
            throw new JsonException("not a route: " + e.getMessage(), e);
        }
    }
}
