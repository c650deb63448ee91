package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.adapter.embedded.stats.Counters;
import dev.cdctl.adapter.embedded.upstream.Backend;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Decision;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One colour of an environment as requests see it.
 *
 * @param turn counts requests, so that every instance has its turn
 */
record Target(
        Colour colour,
        Optional<Decision.Placed> placed,
        long generation,
        List<Backend> backends,
        Counters counters,
        AtomicInteger turn) {
    /** The instance whose turn it is, of those not tried yet; one that could be connected to lately comes first. */
    Optional<Backend> pick(Collection<Backend> tried) {
        int size = backends.size();
        int first = size < 2 ? 0 : Math.floorMod(turn.getAndIncrement(), size);
        for (int i = 0; i < size; i++) {
            Backend backend = backends.get((first + i) % size);
            if (!backend.isShunned() && !tried.contains(backend)) {
                return Optional.of(backend);
            }
        }
        return backends.stream().filter(backend -> !tried.contains(backend)).findFirst();
    }
}
