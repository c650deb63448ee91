package dev.cdctl.adapter.embedded.upstream;

import dev.cdctl.traffic.Address;
import java.net.InetSocketAddress;

/** One instance that requests can go to, with the connections that each IO thread keeps to it. */
public final class Backend {
    private static final long SHUNNED_NANOS = 1_000_000_000L;

    private final Address address;
    private final InetSocketAddress socket;
    private final Pool[] pools;
    private volatile long shunnedSince;
    private volatile boolean shunned;

    public Backend(Address address, Lane[] lanes) {
        this.address = address;
        this.socket = new InetSocketAddress(address.host(), address.port());
        this.pools = new Pool[lanes.length];
        for (int i = 0; i < lanes.length; i++) {
            pools[i] = new Pool(this, lanes[i]);
        }
    }

    public Address address() {
        return address;
    }

    InetSocketAddress socket() {
        return socket;
    }

    /** The connections of that IO thread; only it may use them. */
    public Pool pool(Lane lane) {
        return pools[lane.number()];
    }

    /** Other instances come first for a second, because this one could not be connected to. */
    void shun() {
        shunnedSince = System.nanoTime();
        shunned = true;
    }

    public boolean isShunned() {
        return shunned && System.nanoTime() - shunnedSince < SHUNNED_NANOS;
    }

    /** Closes the idle connections now and the others when they become idle. */
    public void retire() {
        for (Pool pool : pools) {
            pool.retire();
        }
    }
}
