package dev.cdctl.deploy;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Port;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.host.Host;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store;
import dev.cdctl.traffic.Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which slot owns which port of its host. A slot gets its port once and keeps it until it is released, so that a flip
 * changes no router's configuration. All services of a host share one record, so they never collide.
 */
public final class Addresses {
    private static final int FORMAT = 1;
    private static final int MOST_TRIES = 200;
    private final Store store;
    private final String key;
    private final EnvironmentSpec.Ports range;
    private final boolean shared;

    /**
     * The addresses of this computer, under that key, and of others, below it.
     *
     * @param range where new ports are taken from; ports that were given before are kept outside of it too
     */
    public Addresses(Store store, String key, EnvironmentSpec.Ports range) {
        this(store, key, range, false);
    }

    private Addresses(Store store, String key, EnvironmentSpec.Ports range, boolean shared) {
        this.store = store;
        this.key = key;
        this.range = range;
        this.shared = shared;
    }

    /**
     * The same for a swarm: all copies of a role in one colour share one port, since no node runs two of them, and whether
     * it is free on a node is for the swarm to see.
     */
    public Addresses shared() {
        return new Addresses(store, key, range, true);
    }

    /** The slot's address when it has one; changes nothing. */
    public Optional<Address> find(Instance.Slot each) {
        return given(table(store.read(key(each.host()))), each);
    }

    /**
     * The address that the slot has, or would be given now; changes nothing.
     *
     * @param promised what other slots were foretold; this one's is added
     * @throws Failure refused, when every port of the range is taken
     */
    public Address foresee(Instance.Slot each, Map<Integer, String> promised) {
        Instance.Slot slot = owner(each);
        SortedMap<Integer, String> table = new TreeMap<>(promised);
        table.putAll(table(store.read(key(slot.host()))));
        int port = port(table, slot).orElseGet(() -> lowestFree(table, slot));
        promised.put(port, label(slot));
        return at(slot.host(), port);
    }

    /**
     * The slot's address, which is chosen now when it has none: the lowest port of the range that no slot owns and
     * nobody listens on.
     *
     * @throws Failure refused, when every port of the range is taken
     */
    public Address of(Instance.Slot each) {
        Instance.Slot slot = owner(each);
        SortedMap<Integer, String> table = change(key(slot.host()), ports -> {
            if (port(ports, slot).isEmpty()) {
                ports.put(lowestFree(ports, slot), label(slot));
            }
            return ports;
        });
        return at(slot.host(), port(table, slot).orElseThrow());
    }

    /** The addresses of several slots, as {@link #of(Instance.Slot)} gives them, by one look at what is given already. */
    public Map<Instance.Slot, Address> of(List<Instance.Slot> slots) {
        Map<String, Store.Versioned> tables = store.readAll(
                slots.stream().map(slot -> key(slot.host())).distinct().toList());
        Map<Instance.Slot, Address> all = new LinkedHashMap<>();
        for (Instance.Slot slot : slots) {
            SortedMap<Integer, String> table = table(Optional.ofNullable(tables.get(key(slot.host()))));
            all.put(slot, given(table, slot).orElseGet(() -> of(slot)));
        }
        return all;
    }

    /**
     * Makes sure that an instance can be started on its slot's address; call it when none runs there.
     *
     * @throws Failure refused, when somebody else listens there, with the process's name where it can be found out
     */
    public void requireFree(Instance.Slot slot) {
        Address address = of(slot);
        if (!shared && !Port.isFree(slot.host(), address.port())) {
            String holder = slot.host().isHere() ? Port.holder(address.port()) : "somebody else on " + slot.host();
            throw Failure.refused(
                    Problem.of("CD-511", "port " + address.port() + " of " + slot.brief() + " is held by " + holder)
                            .because("cdctl gave this port to " + label(slot) + ", and none of its instances runs")
                            .remedy("end that process, or run cdctl remove for this environment and deploy again"));
        }
    }

    /**
     * Gives the slot that port, which one of its instances has already, in the place of the one that it had.
     *
     * @throws Failure refused, when it is another slot's
     */
    public void claim(Instance.Slot slot, int port) {
        String label = label(slot);
        change(key(slot.host()), ports -> {
            String owner = ports.getOrDefault(port, label);
            if (!owner.equals(label)) {
                throw Failure.refused(Problem.of(
                                "CD-736", "port " + port + " of " + slot.host() + " belongs to " + owner)
                        .because("cdctl gave it to that instance")
                        .remedy("take that environment off the host first, or publish the container elsewhere"));
            }
            ports.values().removeIf(label::equals);
            ports.put(port, label);
            return ports;
        });
    }

    /** Gives back the port of that slot. */
    public void release(Instance.Slot slot) {
        release(key(slot.host()), label(slot)::equals);
    }

    /** Gives back every port of that environment. */
    public void release(Name service, Name environment) {
        String prefix = service + "/" + environment + "/";
        tables().forEach(each -> release(each, label -> label.startsWith(prefix)));
    }

    /** Gives back every port that the environment has on one host. */
    public void release(Name service, Name environment, Host host) {
        String prefix = service + "/" + environment + "/";
        release(key(host), label -> label.startsWith(prefix));
    }

    private void release(String table, Predicate<String> labels) {
        change(table, ports -> {
            ports.values().removeIf(labels);
            return ports;
        });
    }

    /** The ports of that environment, by the key of the table that has them. */
    public Map<String, SortedMap<Integer, String>> of(Name service, Name environment) {
        String prefix = service + "/" + environment + "/";
        Map<String, SortedMap<Integer, String>> tables = new TreeMap<>();
        for (String each : tables()) {
            SortedMap<Integer, String> ports = table(store.read(each));
            ports.values().removeIf(label -> !label.startsWith(prefix));
            if (!ports.isEmpty()) {
                tables.put(each, ports);
            }
        }
        return tables;
    }

    /**
     * Has that environment own these ports and no others, as another store said it.
     *
     * @throws Failure refused, when one of them is another's; some may be given already then
     */
    public void keep(Name service, Name environment, Map<String, SortedMap<Integer, String>> tables) {
        release(service, environment);
        tables.forEach((each, owned) -> change(each, ports -> {
            owned.forEach((port, label) -> {
                String owner = ports.getOrDefault(port, label);
                if (!owner.equals(label)) {
                    throw Failure.refused(
                            Problem.of("CD-916", "port " + port + " of " + label + " belongs to " + owner + " there")
                                    .because("the table " + each + " of that store has it so")
                                    .remedy("copy to another prefix or folder, or remove the one that is not needed"));
                }
                ports.put(port, label);
            });
            return ports;
        }));
    }

    private List<String> tables() {
        return Stream.concat(Stream.of(key), store.list(key).stream()).toList();
    }

    /** The slot that the port is kept for. */
    private Instance.Slot owner(Instance.Slot slot) {
        return shared
                ? new Instance.Slot(slot.service(), slot.environment(), slot.role(), 0, slot.colour(), slot.host())
                : slot;
    }

    private Optional<Address> given(Map<Integer, String> table, Instance.Slot slot) {
        return port(table, owner(slot)).map(port -> at(slot.host(), port));
    }

    private String key(Host host) {
        return host.isHere() ? key : key + "/" + host.id();
    }

    private int lowestFree(Map<Integer, String> taken, Instance.Slot slot) {
        for (int port = range.first(); port <= range.last(); port++) {
            if (!taken.containsKey(port) && Port.isFree(slot.host(), port)) {
                return port;
            }
        }
        throw Failure.refused(Problem.of("CD-510", "no port is free for " + slot.brief())
                .because("every port from " + range.first() + " to " + range.last()
                        + " belongs to another instance or is in use")
                .remedy("give the environment a wider range of ports, or remove environments that are not needed"));
    }

    /** Does the change on the newest table until nobody else was faster. */
    private SortedMap<Integer, String> change(String key, UnaryOperator<SortedMap<Integer, String>> change) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<Store.Versioned> before = store.read(key);
            SortedMap<Integer, String> old = table(before);
            SortedMap<Integer, String> table = change.apply(new TreeMap<>(old));
            long revision = before.map(Store.Versioned::revision).orElse(0L);
            if (table.equals(old) || store.commit(List.of(new Store.Change.Put(key, revision, json(table))))) {
                return table;
            }
        }
        throw Failure.unreachable(Problem.of("CD-512", "the table of ports could not be changed")
                .because("others changed it each time, " + MOST_TRIES + " times in a row")
                .remedy("try again"));
    }

    private static SortedMap<Integer, String> table(Optional<Store.Versioned> record) {
        SortedMap<Integer, String> table = new TreeMap<>();
        if (record.isEmpty()) {
            return table;
        }
        Json.Obj json = record.get().value();
        long format = json.number("format").orElse(0L);
        if (format != FORMAT) {
            throw Failure.refused(Problem.of("CD-513", "the table of ports is of another format")
                    .because("its format is " + format + ", and this cdctl knows " + FORMAT)
                    .remedy("use the newest cdctl that has worked with this state folder"));
        }
        json.object("ports")
                .ifPresent(ports -> ports.members()
                        .keySet()
                        .forEach(port -> ports.text(port).ifPresent(label -> table.put(Integer.valueOf(port), label))));
        return table;
    }

    private static Json.Obj json(SortedMap<Integer, String> table) {
        Json.Builder ports = Json.object();
        table.forEach((port, label) -> ports.put(Integer.toString(port), label));
        return Json.object().put("format", FORMAT).put("ports", ports.build()).build();
    }

    private static Optional<Integer> port(Map<Integer, String> table, Instance.Slot slot) {
        String wanted = label(slot);
        for (Map.Entry<Integer, String> entry : table.entrySet()) {
            if (entry.getValue().equals(wanted)) {
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    /** Several engines of one computer share its ports, so it says which one, unless it is the computer itself. */
    private static String label(Instance.Slot slot) {
        String label = String.join(
                "/",
                slot.service().text(),
                slot.environment().text(),
                slot.role().text(),
                Integer.toString(slot.index()),
                slot.colour().word());
        return slot.host().id().equals(Host.LOCAL.id()) ? label : label + "/" + slot.host();
    }

    private static Address at(Host host, int port) {
        return new Address(host.address(), port);
    }
}
