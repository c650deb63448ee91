package dev.cdctl.adapter.embedded.stats;

import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Traffic;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** The counters of every version in every colour of every environment since the router started. Thread-safe. */
public final class Tallies {
    private static final int MOST_VERSIONS = 20;
    private static final String OLDER = "older";

    private final Map<Key, Counters> counters = new LinkedHashMap<>();

    /**
     * What is counted apart.
     *
     * @param version what the colour held; empty when it held nothing
     */
    public record Key(Name service, Name environment, Colour colour, String version) {
        /** What is counted for a colour of a route that is served by that decision. */
        public static Key of(Route route, Decision decision, Colour colour) {
            String version =
                    decision.in(colour).map(placed -> placed.version().text()).orElse("");
            return new Key(route.service(), route.environment(), colour, version);
        }

        Key withVersion(String other) {
            return new Key(service, environment, colour, other);
        }
    }

    /** The counters for that; new ones when there were none. */
    public synchronized Counters of(Key key) {
        Counters known = counters.get(key);
        if (known != null) {
            return known;
        }
        foldOldest(key);
        Counters fresh = new Counters();
        counters.put(key, fresh);
        return fresh;
    }

    /** Forgets the environments that this says no to. */
    public synchronized void retain(BiPredicate<Name, Name> wanted) {
        counters.keySet().removeIf(key -> !wanted.test(key.service(), key.environment()));
    }

    /** All counters there are. */
    public synchronized Map<Key, Counters> all() {
        return new LinkedHashMap<>(counters);
    }

    /** The sums of an environment's colours, over all versions that they held. */
    public Map<Colour, Traffic> traffic(Name service, Name environment) {
        Map<Colour, Traffic> sums = new EnumMap<>(Colour.class);
        all().forEach((key, value) -> {
            if (key.service().equals(service) && key.environment().equals(environment)) {
                sums.merge(key.colour(), value.traffic(), Traffic::plus);
            }
        });
        return sums;
    }

    /** Keeps the number of versions bounded: the oldest quiet one becomes a part of {@code older}. */
    private void foldOldest(Key next) {
        List<Key> versions = counters.keySet().stream()
                .filter(key -> key.withVersion(OLDER).equals(next.withVersion(OLDER)))
                .filter(key -> !key.version().equals(OLDER))
                .toList();
        if (versions.size() >= MOST_VERSIONS) {
            versions.stream()
                    .filter(key -> of(key).traffic().isQuiet())
                    .findFirst()
                    .ifPresent(oldest -> {
                        Counters folded = of(oldest);
                        counters.remove(oldest);
                        counters.computeIfAbsent(oldest.withVersion(OLDER), missing -> new Counters())
                                .absorb(folded);
                    });
        }
    }
}
