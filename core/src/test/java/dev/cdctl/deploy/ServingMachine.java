package dev.cdctl.deploy;

import com.sun.net.httpserver.HttpServer;
import dev.cdctl.deploy.machine.Adopted;
import dev.cdctl.deploy.machine.Foreign;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.traffic.Address;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A machine in memory. An instance with an address is a small HTTP server of this process that answers with its version,
 * so that probes and routers are real. How a version behaves is said by {@link Manner}.
 */
public final class ServingMachine implements Machine {
    /** How instances of a version behave. */
    public enum Manner {
        GOOD,
        EXITS_AT_ONCE,
        NEVER_HEALTHY,
        SAYS_ANOTHER_VERSION
    }

    private record Alive(Instance instance, Optional<HttpServer> server) {}

    private final Map<Slot, Alive> running = new ConcurrentHashMap<>();
    private final Map<String, Exit> ended = new ConcurrentHashMap<>();
    private final Map<String, Manner> manners = new ConcurrentHashMap<>();
    private final Map<String, Integer> jobExits = new ConcurrentHashMap<>();
    private final AtomicLong pids = new AtomicLong(100);
    private final List<String> told = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private final List<Room> rooms = new ArrayList<>();
    private final Map<String, Alive> strangers = new ConcurrentHashMap<>();
    private final Set<String> linked = ConcurrentHashMap.newKeySet();
    private final Set<Slot> away = ConcurrentHashMap.newKeySet();
    private Supplier<List<Adopted>> adopted = List::of;
    private List<Digest> kept = List.of();

    /** Has instances of a version behave like that. */
    public ServingMachine with(String version, Manner manner) {
        manners.put(version, manner);
        return this;
    }

    /** Has the job of a version end with that code. */
    public ServingMachine jobExit(String version, int code) {
        jobExits.put(version, code);
        return this;
    }

    /**
     * Has a container run that nobody of cdctl started.
     *
     * @return its port
     */
    public int stranger(String name, String version) {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address address = new Address("127.0.0.1", free.getLocalPort());
            free.close();
            Slot slot = new Slot(new Name("x"), new Name("x"), new Name("x"), 0, Colour.BLUE);
            Instance label =
                    new Instance(slot, name, new Version(version), Digest.of(version), 0, 0, Optional.of(address));
            strangers.put(name, new Alive(label, Optional.of(serve(address, label, Manner.GOOD))));
            return address.port();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The strangers that run. */
    public List<String> strangers() {
        return strangers.keySet().stream().sorted().toList();
    }

    /** Has it know which of them were taken over. */
    public void adopting(Supplier<List<Adopted>> containers) {
        adopted = containers;
    }

    @Override
    public Optional<Foreign> foreign(String container) {
        return Optional.ofNullable(strangers.get(container))
                .map(alive -> new Foreign(
                        container,
                        container,
                        true,
                        false,
                        "books:latest",
                        alive.instance().digest(),
                        List.of(new Foreign.Published(
                                8080,
                                "",
                                alive.instance().address().orElseThrow().port()))));
    }

    /** Has it have a container of that name that belongs to the environment. */
    public void linked(String name) {
        linked.add(name);
    }

    @Override
    public boolean hasLinked(Name service, Name environment, Name name) {
        return linked.contains(name.text());
    }

    private Optional<String> stranger(Instance instance) {
        return adopted.get().stream()
                .filter(one -> one.is(instance))
                .map(Adopted::container)
                .findFirst();
    }

    /** Everything that was started and ended, in order: {@code start web-0 (blue) 1.0.0}. */
    public synchronized List<String> told() {
        return List.copyOf(told);
    }

    /** Has an instance die by itself. */
    public void die(Slot slot) {
        end(slot, new Exit.Code(3));
    }

    /** Has it take an instance away, to bring it elsewhere: it listens no more, and has not ended. */
    public void takeAway(Slot slot) {
        away.add(slot);
        Optional.ofNullable(running.get(slot)).flatMap(Alive::server).ifPresent(server -> server.stop(0));
    }

    @Override
    public Optional<Address> at(Instance instance) {
        return away.contains(instance.slot()) ? Optional.empty() : instance.address();
    }

    /** Ends everything. */
    public void close() {
        List.copyOf(running.keySet()).forEach(slot -> end(slot, new Exit.Gone()));
        List.copyOf(strangers.keySet()).forEach(this::dismiss);
    }

    @Override
    public List<Instance> observe(Name service, Name environment) {
        return Stream.concat(
                        running.values().stream().map(Alive::instance),
                        adopted.get().stream()
                                .filter(one -> strangers.containsKey(one.container()))
                                .map(one -> one.instance().running(1)))
                .filter(instance -> instance.slot().service().equals(service)
                        && instance.slot().environment().equals(environment))
                .toList();
    }

    @Override
    public Software place(Name service, Name environment, Software software) {
        return software;
    }

    @Override
    public Instance start(Start start) {
        Instance order = start.instance();
        Instance instance = numbered(order);
        tell("start " + order.slot().brief() + " " + order.version());
        order(start);
        Manner manner = manners.getOrDefault(order.version().text(), Manner.GOOD);
        if (manner == Manner.EXITS_AT_ONCE) {
            ended.put(key(instance), new Exit.Code(7));
            return instance;
        }
        running.put(order.slot(), new Alive(instance, order.address().map(address -> serve(address, order, manner))));
        return instance;
    }

    @Override
    public Instance startJob(Start start) {
        Instance instance = numbered(start.instance());
        order(start);
        tell("job " + instance.slot().role() + " " + instance.version());
        int code = jobExits.getOrDefault(instance.version().text(), 0);
        if (code >= 0) {
            ended.put(key(instance), new Exit.Code(code));
        }
        return instance;
    }

    @Override
    public Optional<Exit> exit(Instance instance) {
        if (stranger(instance).filter(strangers::containsKey).isPresent()) {
            return Optional.empty();
        }
        boolean runs = Optional.ofNullable(running.get(instance.slot()))
                .filter(alive -> alive.instance().deployment().equals(instance.deployment()))
                .isPresent();
        if (runs) {
            return Optional.empty();
        }
        return Optional.of(ended.getOrDefault(key(instance), new Exit.Gone()));
    }

    @Override
    public boolean stop(Instance instance, Duration patience) {
        Optional<String> stranger = stranger(instance);
        if (stranger.isPresent()) {
            tell("stop stranger " + stranger.get());
            dismiss(stranger.get());
            return true;
        }
        if (running.containsKey(instance.slot())) {
            tell("stop " + instance.slot().brief() + " " + instance.version());
            end(instance.slot(), new Exit.Code(143));
        }
        return true;
    }

    @Override
    public List<String> tail(Instance instance, int lines) {
        return List.of("last words of " + instance.slot().brief());
    }

    @Override
    public String log(Instance instance) {
        return "/logs/" + instance.deployment() + ".log";
    }

    @Override
    public Closeable follow(Instance instance, Consumer<String> lines) {
        return () -> {};
    }

    @Override
    public void prune(Name service, Name environment, List<Digest> keepReleases, List<String> keepDeployments) {
        tell("prune");
        kept = List.copyOf(keepReleases);
    }

    /** What the last prune was told to keep. */
    public List<Digest> kept() {
        return kept;
    }

    /** Has a stranger end. */
    public void dismiss(String name) {
        Optional.ofNullable(strangers.remove(name)).flatMap(Alive::server).ifPresent(server -> server.stop(0));
    }

    private Instance numbered(Instance order) {
        return new Instance(
                order.slot(),
                order.deployment(),
                order.version(),
                order.digest(),
                order.token(),
                pids.incrementAndGet(),
                order.address());
    }

    private void end(Slot slot, Exit exit) {
        Optional.ofNullable(running.remove(slot)).ifPresent(alive -> {
            ended.put(key(alive.instance()), exit);
            alive.server().ifPresent(server -> server.stop(0));
        });
    }

    private static String key(Instance instance) {
        return instance.slot() + " " + instance.deployment();
    }

    private synchronized void order(Start start) {
        starts.add(start);
    }

    @Override
    public synchronized void requireRoom(Room needed) {
        rooms.add(needed);
    }

    /** What room was asked for. */
    public synchronized List<Room> rooms() {
        return List.copyOf(rooms);
    }

    /** How everything was to be started, in order. */
    public synchronized List<Start> starts() {
        return List.copyOf(starts);
    }

    private synchronized void tell(String what) {
        told.add(what);
    }

    private static HttpServer serve(Address address, Instance instance, Manner manner) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()), 0);
            server.createContext("/", exchange -> {
                Map<String, String> headers = new LinkedHashMap<>();
                boolean lies = manner == Manner.SAYS_ANOTHER_VERSION;
                headers.put("X-Version", lies ? "9.9.9" : instance.version().text());
                headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
                byte[] body = instance.version().text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(manner == Manner.NEVER_HEALTHY ? 503 : 200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
