package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/** An environment as one listener sees it: which requests are its own, and which colour each of them gets. */
final class Rule {
    private static final int BUCKETS = 10_000;

    private final Route route;
    private final Decision decision;
    private final Map<Colour, Target> targets;
    private final String host;
    private final String path;
    private final Target live;
    private final long timeoutNanos;

    Rule(Route route, Decision decision, Map<Colour, Target> targets) {
        this.route = route;
        this.decision = decision;
        this.targets = Map.copyOf(targets);
        this.host = route.host().orElse("").toLowerCase(Locale.ROOT);
        this.path = route.path().endsWith("/")
                ? route.path().substring(0, route.path().length() - 1)
                : route.path();
        this.live = target(decision.baseline());
        this.timeoutNanos = route.timeout().toNanos();
    }

    Route route() {
        return route;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    /** The host that it serves, in lower case; empty for all. */
    String host() {
        return host;
    }

    /** The path prefix without a slash at its end; empty for all. */
    String path() {
        return path;
    }

    boolean matches(String requestHost, String requestPath) {
        return (host.isEmpty() || host.equals(requestHost))
                && requestPath.startsWith(path)
                && (requestPath.length() == path.length()
                        || requestPath.charAt(path.length()) == '/'
                        || path.isEmpty());
    }

    boolean isShifting() {
        return decision.isShifting();
    }

    /** The colour that serves everyone while no shift is open. */
    Target live() {
        return live;
    }

    /** The colour of that client while a shift is open: the same one for as long as the weight only grows. */
    Target of(String client) {
        Colour candidate = decision.baseline().other();
        boolean moved = bucket(client, decision.shift()) < decision.weights().of(candidate) * 100;
        return target(moved ? candidate : decision.baseline());
    }

    private Target target(Colour colour) {
        Target target = targets.get(colour);
        if (target == null) {
            throw new IllegalArgumentException("no target for " + colour);
        }
        return target;
    }

    static int bucket(String client, String shift) {
        CRC32 crc = new CRC32();
        crc.update((shift + "/" + client).getBytes(StandardCharsets.UTF_8));
        return (int) (mix(crc.getValue()) % BUCKETS);
    }

    /** Spreads the bits, because CRC is linear and clients' keys may differ in few. Constants of MurmurHash3's fmix64. */
    private static long mix(long value) {
        long h = value;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        h ^= h >>> 33;
        return h >>> 1;
    }
}
