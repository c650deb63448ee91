package dev.cdctl.adapter.embedded.stats;

import dev.cdctl.traffic.Traffic;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What went through one version in one colour of an environment. Thread-safe.
 *
 * <p>{@code inFlight} is one atomic number and not an adder: whoever drains must never read less than what is under
 * way, and the sum of an adder's cells is no snapshot.
 */
public final class Counters {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger upgraded = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private final LongAdder bad = new LongAdder();
    private final Histogram latency = new Histogram();

    public void enter() {
        inFlight.incrementAndGet();
    }

    public void leave() {
        inFlight.decrementAndGet();
    }

    public void answered(boolean isBad, long nanos) {
        requests.increment();
        if (isBad) {
            bad.increment();
        }
        latency.add(nanos);
    }

    /** Comes before the {@link #leave} of the request that is upgraded, so that it is always seen in one of the two. */
    public void upgrade() {
        upgraded.incrementAndGet();
    }

    public void upgradeEnded() {
        upgraded.decrementAndGet();
    }

    /** Adds what another one has counted; nothing may be under way there. */
    void absorb(Counters other) {
        requests.add(other.requests.sum());
        bad.add(other.bad.sum());
        latency.absorb(other.latency);
    }

    /** How long the requests took. */
    public Histogram latency() {
        return latency;
    }

    /** The numbers now. */
    public Traffic traffic() {
        int flying = inFlight.get();
        return new Traffic(requests.sum(), bad.sum(), flying, upgraded.get());
    }
}
