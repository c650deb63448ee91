package dev.cdctl.traffic;

import com.sun.net.httpserver.HttpServer;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A router in memory that answers on a real port which colour it would choose, but brings nothing to instances. */
public final class FakeRouter implements Router, AutoCloseable {
    private final HttpServer server;
    private Optional<Decision> served = Optional.empty();
    private Optional<Route> route = Optional.empty();
    private final List<Long> applied = new ArrayList<>();
    private boolean deaf;
    private long refused = -1;
    private long awaited = -1;
    private Runnable whenApplied = () -> {};

    /** Starts answering. */
    public FakeRouter() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            Optional<Decision> now = observe();
            now.ifPresent(decision -> {
                exchange.getResponseHeaders()
                        .set(Proof.COLOUR, decision.baseline().word());
                exchange.getResponseHeaders().set(Proof.GENERATION, Long.toString(decision.generation()));
            });
            exchange.sendResponseHeaders(now.isPresent() ? 200 : 503, -1);
            exchange.close();
        });
        server.start();
    }

    /** Where it listens. */
    public Address address() {
        return new Address("127.0.0.1", server.getAddress().getPort());
    }

    /** Every generation that was applied, in order. */
    public synchronized List<Long> applied() {
        return List.copyOf(applied);
    }

    /** The route that it was given last. */
    public synchronized Optional<Route> route() {
        return route;
    }

    /** From now on it says that it applied what it is given, but does not. */
    public synchronized void goDeaf() {
        deaf = true;
    }

    /** It cannot be brought to that generation. */
    public synchronized void refuse(long generation) {
        refused = generation;
    }

    /** Does something when it is brought to that generation. */
    public synchronized void onApply(long generation, Runnable what) {
        awaited = generation;
        whenApplied = what;
    }

    @Override
    public String describe() {
        return "the fake router";
    }

    @Override
    public void check(Route wanted) {}

    @Override
    public synchronized Optional<Decision> observe() {
        return served;
    }

    @Override
    public synchronized void apply(Route wanted, Decision decision) {
        if (served.isPresent() && served.get().generation() > decision.generation()) {
            throw Failure.refused(Problem.of("CD-601", "a newer decision is served"));
        }
        if (decision.generation() == refused) {
            throw Failure.unreachable(Problem.of("CD-602", "it cannot be reached"));
        }
        applied.add(decision.generation());
        if (decision.generation() == awaited) {
            whenApplied.run();
        }
        if (!deaf) {
            route = Optional.of(wanted);
            served = Optional.of(decision);
        }
    }

    @Override
    public Map<String, String> probe(long generation) {
        return Map.of("X-Cdctl-Probe", "fake");
    }

    @Override
    public Map<Colour, Traffic> traffic() {
        return new EnumMap<>(Map.of(Colour.BLUE, new Traffic(0, 0, 0, 0), Colour.GREEN, new Traffic(0, 0, 0, 0)));
    }

    @Override
    public synchronized void remove() {
        served = Optional.empty();
        route = Optional.empty();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
