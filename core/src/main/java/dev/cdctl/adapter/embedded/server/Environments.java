package dev.cdctl.adapter.embedded.server;

import dev.cdctl.adapter.embedded.PortCheck;
import dev.cdctl.adapter.embedded.RouterProblems;
import dev.cdctl.adapter.embedded.proxy.Proxy;
import dev.cdctl.adapter.embedded.proxy.Proxy.Placement;
import dev.cdctl.adapter.embedded.tls.Certificates;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The environments that the router serves. A change is checked, listened for, written to disk and only then served; when
 * anything of it fails, everything is as it was. Thread-safe.
 */
final class Environments {
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Proxy proxy;
    private final Listeners listeners;
    private final StateFile state;
    private final List<String> notes = new ArrayList<>();
    private final List<String> unheard = new ArrayList<>();
    private boolean closed;
    private Map<Key, Placement> served = new LinkedHashMap<>();

    /** Whose environment. */
    record Key(Name service, Name environment) {
        static Key of(Route route) {
            return new Key(route.service(), route.environment());
        }

        @Override
        public String toString() {
            return service + "/" + environment;
        }
    }

    Environments(Proxy proxy, Listeners listeners, StateFile state) {
        this.proxy = proxy;
        this.listeners = listeners;
        this.state = state;
    }

    /** Gets ready to serve what the state on disk says now, without listening for anybody yet. */
    synchronized void prepare() throws IOException {
        StateFile.Loaded loaded = state.load();
        notes.clear();
        notes.addAll(loaded.notes());
        served.clear();
        loaded.placements().forEach(placement -> served.put(Key.of(placement.route()), placement));
        proxy.serve(served.values());
        wanted(served.values()).keySet().forEach(proxy::handler);
    }

    /**
     * Serves what the state on disk says; where it cannot listen is noted, and tried again by {@link #look}. The ports of
     * a router that has just died are free a moment after its lock is.
     */
    synchronized void restore() throws IOException {
        prepare();
        long end = System.nanoTime() + MOMENT.toNanos();
        look();
        while (!unheard.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            look();
        }
    }

    /** Looks for changed certificates, and tries again to listen where it could not. */
    synchronized void look() {
        unheard.clear();
        wanted(served.values()).forEach((address, tls) -> {
            try {
                listen(address, tls);
                listeners.certificates(address).ifPresent(Certificates::refresh);
            } catch (Failure e) {
                unheard.add("not listening on " + address + ": "
                        + e.problems().get(0).why());
            }
        });
    }

    synchronized Collection<Placement> served() {
        return List.copyOf(served.values());
    }

    synchronized Optional<Placement> served(Key key) {
        return Optional.ofNullable(served.get(key));
    }

    /** What a person should know: how the state was read, which certificates could not be renewed. */
    synchronized List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        all.addAll(unheard);
        for (Address address : listeners.addresses()) {
            listeners.certificates(address).ifPresent(certificates -> all.addAll(certificates.problems()));
        }
        return all;
    }

    /**
     * Serves an environment by a decision.
     *
     * @throws Failure refused; nothing has changed
     */
    synchronized void apply(Placement placement) {
        requireOpen();
        Key key = Key.of(placement.route());
        Optional<Placement> before = served(key);
        before.ifPresent(old -> requireNewer(old.decision(), placement.decision()));
        if (before.equals(Optional.of(placement))
                && listeners.isOpen(placement.route().listen())) {
            return;
        }
        RouteRules.check(placement.route(), served());
        change(with(placement));
    }

    /** Says what {@link #apply} would say about the route, and leaves everything as it is. */
    synchronized void check(Route route) {
        RouteRules.check(route, served());
        if (!listeners.isOpen(route.listen())) {
            PortCheck.requireFree(route.listen());
        }
    }

    /** Forgets an environment. */
    synchronized void remove(Key key) {
        requireOpen();
        if (served.containsKey(key)) {
            Map<Key, Placement> next = new LinkedHashMap<>(served);
            next.remove(key);
            change(next);
        }
    }

    /** Takes no change any more: what is on disk is what the next router begins with. */
    synchronized void close() {
        closed = true;
    }

    /** The same when no environment is served; returns whether that is so. */
    synchronized boolean closeIfNone() {
        closed |= served.isEmpty();
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw Failure.unreachable(RouterProblems.unreachable("it is about to end"));
        }
    }

    private void requireNewer(Decision old, Decision asked) {
        if (asked.generation() < old.generation()) {
            throw Failure.refused(RouterProblems.newerServed(asked.generation(), old.generation()));
        }
        if (asked.generation() == old.generation() && !asked.equals(old)) {
            throw Failure.refused(RouterProblems.sameGeneration(asked.generation()));
        }
    }

    private void change(Map<Key, Placement> next) {
        try {
            listen(next.values());
            state.save(next.values());
        } catch (Failure e) {
            listenAsBefore();
            throw e;
        } catch (IOException e) {
            listenAsBefore();
            throw Failure.failed(RouterProblems.notKept(Path.of("state.json"), e.toString()))
                    .causedBy(e);
        }
        served = next;
        proxy.serve(next.values());
        unlisten(next.values());
    }

    private Map<Key, Placement> with(Placement placement) {
        Map<Key, Placement> next = new LinkedHashMap<>(served);
        next.put(Key.of(placement.route()), placement);
        return next;
    }

    /** Opens what is missing; closes nothing. */
    private void listen(Collection<Placement> placements) {
        wanted(placements).forEach(this::listen);
    }

    private void listen(Address address, Map<String, Route.Tls> tls) {
        Optional<Certificates> certificates = listeners.certificates(address);
        try {
            if (!tls.isEmpty()) {
                certificates = Optional.of(certificates.orElseGet(Certificates::new));
                certificates.get().use(tls);
            }
        } catch (IOException e) {
            throw Failure.refused(RouterProblems.badCertificate(e.toString())).causedBy(e);
        }
        open(address, certificates);
    }

    private void open(Address address, Optional<Certificates> certificates) {
        if (listeners.isOpen(address)) {
            return;
        }
        try {
            listeners.open(address, proxy.handler(address), certificates);
        } catch (IOException | RuntimeException e) {
            throw Failure.refused(RouterProblems.portTaken(address.toString(), String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }

    private void unlisten(Collection<Placement> placements) {
        Map<Address, Map<String, Route.Tls>> wanted = wanted(placements);
        for (Address address : listeners.addresses()) {
            if (!wanted.containsKey(address)) {
                listeners.close(address);
            }
        }
    }

    private void listenAsBefore() {
        unlisten(served.values());
        look();
    }

    /** Every address to listen on, and its certificates by host. */
    private static Map<Address, Map<String, Route.Tls>> wanted(Collection<Placement> placements) {
        Map<Address, Map<String, Route.Tls>> wanted = new HashMap<>();
        for (Placement placement : placements) {
            Route route = placement.route();
            Map<String, Route.Tls> byHost = wanted.computeIfAbsent(route.listen(), address -> new LinkedHashMap<>());
            route.tls().ifPresent(tls -> byHost.put(route.host().orElse("").toLowerCase(Locale.ROOT), tls));
        }
        return wanted;
    }
}
