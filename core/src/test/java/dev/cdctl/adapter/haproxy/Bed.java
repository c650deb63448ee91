package dev.cdctl.adapter.haproxy;

import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Version;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An HAProxy and two services behind it, one of each colour. */
final class Bed implements AutoCloseable {
    final Service blue = Service.start("blue");
    final Service green = Service.start("green");
    final int port = Proxy.freePort();
    final Proxy proxy;
    final HaproxyRouter router;

    Bed(Path folder) {
        proxy = Proxy.start(folder);
        router = proxy.router(proxy.spec(port));
    }

    /** The route to both. */
    Route route() {
        return route(Map.of(Colour.BLUE, List.of(at(blue)), Colour.GREEN, List.of(at(green))));
    }

    Route route(Map<Colour, List<Address>> instances) {
        return new Route(
                Proxy.SERVICE,
                Proxy.ENVIRONMENT,
                new Address("127.0.0.1", port),
                Optional.empty(),
                "/",
                Optional.empty(),
                Duration.ofSeconds(10),
                instances);
    }

    static Address at(Service service) {
        return new Address("127.0.0.1", service.port());
    }

    static Decision all(Colour colour, long generation) {
        return decision(colour, Weights.all(colour), generation);
    }

    static Decision decision(Colour baseline, Weights weights, long generation) {
        Map<Colour, Decision.Placed> releases = new EnumMap<>(Colour.class);
        for (Colour colour : Colour.values()) {
            releases.put(
                    colour, new Decision.Placed("d-" + colour.word(), new Version("1.0.0"), Digest.of(colour.word())));
        }
        String shift = weights.of(baseline) == 100 ? "" : "shift-1";
        return new Decision(generation, 1, baseline, weights, shift, releases);
    }

    /** Brings it to a colour. */
    void flip(Colour colour, long generation) {
        router.apply(route(), all(colour, generation));
    }

    /** Sees what is served with the eyes of a user. */
    String prove(Decision decision) {
        return new Proof(router, route()).of(decision, Optional.empty(), text -> {});
    }

    /** What went through a colour. */
    Traffic traffic(Colour colour) {
        return Objects.requireNonNull(router.traffic().get(colour));
    }

    /** Every file of the folder, for comparisons byte by byte. */
    Map<String, String> files() {
        Map<String, String> files = new java.util.TreeMap<>();
        try (var all = Files.list(proxy.files())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith(".")) {
                    files.put(name, Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    @Override
    public void close() {
        proxy.close();
        blue.close();
        green.close();
    }
}
