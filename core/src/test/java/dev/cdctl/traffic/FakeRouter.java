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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A router in memory that answers on a real port which colour it would choose, but brings nothing to instances. */
public final class FakeRouter implements Router, AutoCloseable {
    private HttpServer server;
    private final Address address;
    private boolean down;
    private boolean broken;
    private Optional<Problem> unfit = Optional.empty();
    private Optional<Problem> doubt = Optional.empty();
    private Optional<Decision> served = Optional.empty();
    private Optional<Route> route = Optional.empty();
    private final List<Long> applied = new ArrayList<>();
    private final Map<String, Integer> statuses = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();
    private Optional<Failure> wrong = Optional.empty();
    private Optional<Failure> refusal = Optional.empty();
    private boolean deaf;
    private long refused = -1;
    private long awaited = -1;
    private Runnable whenApplied = () -> {};
    private Supplier<Map<Colour, Traffic>> traffic =
            () -> new EnumMap<>(Map.of(Colour.BLUE, Traffic.NONE, Colour.GREEN, Traffic.NONE));

    /** Starts answering. */
    public FakeRouter() {
        server = listen(0);
        address = new Address("127.0.0.1", server.getAddress().getPort());
    }

    private HttpServer listen(int port) {
        HttpServer listening;
        try {
            listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listening.createContext("/", exchange -> {
            Optional<Decision> now = observe();
            String path = exchange.getRequestURI().getPath();
            String tokens = String.valueOf(exchange.getRequestHeaders().getFirst("X-Cdctl-Probe"));
            String version = version(path);
            if (!version.isEmpty()) {
                exchange.getResponseHeaders().set("X-Version", version);
            }
            now.filter(decision -> List.of(tokens.split(",", -1)).contains(token()))
                    .ifPresent(decision -> {
                        exchange.getResponseHeaders()
                                .set(Proof.COLOUR, decision.baseline().word());
                        exchange.getResponseHeaders().set(Proof.GENERATION, Long.toString(decision.generation()));
                    });
            exchange.sendResponseHeaders(status(now.isPresent(), path), -1);
            exchange.close();
        });
        listening.start();
        return listening;
    }

    private synchronized int status(boolean isKnown, String path) {
        return broken ? 502 : isKnown ? statuses.getOrDefault(path, 200) : 503;
    }

    /** It answers nobody any more, and its files stay; it can be told what to serve when it is back. */
    public void off() {
        HttpServer ending;
        synchronized (this) {
            if (down) {
                return;
            }
            down = true;
            ending = server;
        }
        // Without the lock: it waits for who answers.
        ending.stop(0);
    }

    /** It is back, with what its files say. */
    public synchronized void on() {
        server = listen(address.port());
        down = false;
    }

    /** Whether the instances behind it answer nothing from now on. */
    public synchronized void breakInstances(boolean isBroken) {
        broken = isBroken;
    }

    /** From now on it could not serve, for that reason, or could when there is none. */
    public synchronized void unfit(Optional<Problem> why) {
        unfit = why;
    }

    /** From now on it is one whose process says that. */
    public synchronized void doubt(Optional<Problem> why) {
        doubt = why;
    }

    @Override
    public synchronized Optional<Problem> doubt() {
        return doubt;
    }

    private String token() {
        return "fake" + address().port();
    }

    private synchronized String version(String path) {
        String live = served.flatMap(Decision::live)
                .map(placed -> placed.version().text())
                .orElse("");
        return versions.getOrDefault(path, live);
    }

    /** From now on its answers to questions for that path say that version, or none; before, that of the live release. */
    public synchronized void says(String path, String version) {
        versions.put(path, version);
    }

    /** From now on it answers questions for that path with that status. */
    public synchronized void answers(String path, int status) {
        statuses.put(path, status);
    }

    /** From now on it refuses whatever it is brought to, and stays as it is; until it is told that nothing is wrong. */
    public synchronized void refuseAll(Optional<Failure> failure) {
        wrong = failure;
    }

    /** From now on it says that it could not serve what it is asked to check. */
    public synchronized void refuseChecks(Failure failure) {
        refusal = Optional.of(failure);
    }

    /** Where it listens. */
    public Address address() {
        return address;
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

    /** What it says of its traffic, each time that it is asked. */
    public synchronized void traffic(Supplier<Map<Colour, Traffic>> seen) {
        traffic = seen;
    }

    @Override
    public String describe() {
        return "the fake router";
    }

    @Override
    public synchronized void check(Route wanted) {
        unfit.ifPresent(why -> {
            throw Failure.unreachable(why);
        });
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    @Override
    public synchronized Optional<Decision> observe() {
        return served;
    }

    @Override
    public synchronized void apply(Route wanted, Decision decision) {
        if (served.isPresent() && served.get().generation() > decision.generation()) {
            throw Failure.refused(Problem.of("CD-601", "a newer decision is served"));
        }
        if (wrong.isPresent()) {
            throw wrong.get();
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
        return Map.of("X-Cdctl-Probe", token());
    }

    @Override
    public synchronized Map<Colour, Traffic> traffic() {
        return traffic.get();
    }

    @Override
    public synchronized void remove() {
        served = Optional.empty();
        route = Optional.empty();
    }

    @Override
    public void close() {
        off();
    }
}
