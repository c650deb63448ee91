package dev.cdctl.adapter.haproxy;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Another service behind the same HAProxy and port, below {@code /films}. */
final class Neighbour {
    static final Name SERVICE = new Name("films");

    final HaproxyRouter router;
    private final Bed bed;

    Neighbour(Bed bed) {
        this.bed = bed;
        this.router = bed.proxy.router(bed.proxy.spec(bed.port, Optional.empty(), "/films"), SERVICE);
    }

    Route route(String path) {
        return new Route(
                SERVICE,
                Proxy.ENVIRONMENT,
                new Address("127.0.0.1", bed.port),
                Optional.empty(),
                path,
                Optional.empty(),
                Duration.ofSeconds(10),
                Map.of(Colour.BLUE, List.of(Bed.at(bed.blue)), Colour.GREEN, List.of(Bed.at(bed.green))));
    }

    void serve(Colour colour, long generation) {
        router.apply(route("/films"), Bed.all(colour, generation));
    }
}
