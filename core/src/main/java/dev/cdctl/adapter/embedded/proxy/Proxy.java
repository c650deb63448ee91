package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.adapter.embedded.stats.Counters;
import dev.cdctl.adapter.embedded.stats.Tallies;
import dev.cdctl.adapter.embedded.upstream.Backend;
import dev.cdctl.adapter.embedded.upstream.Lane;
import dev.cdctl.adapter.embedded.upstream.Limits;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.util.AttachmentKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/** The data path: a table of rules that is swapped as a whole, and what it needs to send requests on. Thread-safe. */
public final class Proxy implements AutoCloseable {
    /** The client's key during a shift. */
    static final AttachmentKey<String> CLIENT_KEY = AttachmentKey.create(String.class);

    /** The cookie that the answer has to set. */
    static final AttachmentKey<String> NEW_COOKIE = AttachmentKey.create(String.class);

    private final Lane[] lanes;
    private final String probeToken;
    private final Tallies tallies = new Tallies();
    private final Map<Address, Backend> backends = new HashMap<>();
    private volatile Table table = new Table(List.of());
    private volatile boolean stopping;

    /**
     * An environment to serve.
     *
     * @param decision which colour gets which requests
     */
    public record Placement(Route route, Decision decision) {}

    /** A proxy that serves nothing yet, on all IO threads of the worker. */
    public Proxy(XnioWorker worker, ByteBufferPool buffers, Limits limits, String probeToken) {
        this.probeToken = probeToken;
        this.lanes = new Lane[worker.getIoThreadCount()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane(worker.getIoThread(i), i, buffers, limits);
        }
    }

    /** What a listener on that address does with requests. */
    public HttpHandler handler(Address listen) {
        return new Forwarder(listen, this, probeToken);
    }

    /** Serves exactly these environments from now on, in one swap; what is under way goes on as it was. */
    public synchronized void serve(Collection<Placement> placements) {
        Map<Address, Backend> unused = new HashMap<>(backends);
        List<Rule> rules = new ArrayList<>();
        for (Placement placement : placements) {
            Map<Colour, Target> targets = new EnumMap<>(Colour.class);
            for (Colour colour : Colour.values()) {
                targets.put(colour, target(placement, colour, unused));
            }
            rules.add(new Rule(placement.route(), placement.decision(), targets));
        }
        table = new Table(rules);
        unused.keySet().forEach(backends::remove);
        unused.values().forEach(Backend::retire);
        tallies.retain((service, environment) -> placements.stream()
                .map(Placement::route)
                .anyMatch(route ->
                        route.service().equals(service) && route.environment().equals(environment)));
    }

    /** What a probe's request has to carry. */
    public String probeToken() {
        return probeToken;
    }

    /** What was counted. */
    public Tallies tallies() {
        return tallies;
    }

    /** From now on connections are closed after the answer that they carry. */
    public void stopping() {
        stopping = true;
    }

    @Override
    public void close() {
        for (Lane lane : lanes) {
            lane.close();
        }
    }

    boolean isStopping() {
        return stopping;
    }

    Table table() {
        return table;
    }

    Lane lane(XnioIoThread thread) {
        return lanes[thread.getNumber()];
    }

    private Target target(Placement placement, Colour colour, Map<Address, Backend> unused) {
        List<Backend> instances = new ArrayList<>();
        for (Address address : placement.route().instances().getOrDefault(colour, List.of())) {
            instances.add(backends.computeIfAbsent(address, missing -> new Backend(missing, lanes)));
            unused.remove(address);
        }
        Decision decision = placement.decision();
        Counters counters = tallies.of(Tallies.Key.of(placement.route(), decision, colour));
        return new Target(colour, decision.in(colour), decision.generation(), instances, counters, new AtomicInteger());
    }
}
