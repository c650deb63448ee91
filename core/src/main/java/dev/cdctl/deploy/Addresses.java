package dev.cdctl.deploy;

import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Store;
import dev.cdctl.traffic.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Which slot owns which port of one machine. A slot gets its port once and keeps it until it is released, so that a
 * flip changes no router's configuration. All services of a machine share one record, so they never collide.
 */
public final class Addresses {
    /** Where instances of this machine listen. */
    public static final String HOST = "127.0.0.1";

    private static final int FORMAT = 1;
    private static final int MOST_TRIES = 200;
    private final Store store;
    private final String key;
    private final EnvironmentSpec.Ports range;

    /**
     * The addresses of the machine that this record stands for.
     *
     * @param range where new ports are taken from; ports that were given before are kept outside of it too
     */
    public Addresses(Store store, String key, EnvironmentSpec.Ports range) {
        this.store = store;
        this.key = key;
        this.range = range;
    }

    /** The slot's address when it has one; changes nothing. */
    public Optional<Address> find(Instance.Slot slot) {
        return port(table(store.read(key)), slot).map(Addresses::at);
    }

    /**
     * The address that the slot has, or would be given now; changes nothing.
     *
     * @param promised what other slots were foretold; this one's is added
     * @throws Failure refused, when every port of the range is taken
     */
    public Address foresee(Instance.Slot slot, Map<Integer, String> promised) {
        SortedMap<Integer, String> table = new TreeMap<>(promised);
        table.putAll(table(store.read(key)));
        int port = port(table, slot).orElseGet(() -> lowestFree(table, slot));
        promised.put(port, label(slot));
        return at(port);
    }

    /**
     * The slot's address, which is chosen now when it has none: the lowest port of the range that no slot owns and
     * nobody listens on.
     *
     * @throws Failure refused, when every port of the range is taken
     */
    public Address of(Instance.Slot slot) {
        SortedMap<Integer, String> table = change(ports -> {
            if (port(ports, slot).isEmpty()) {
                ports.put(lowestFree(ports, slot), label(slot));
            }
            return ports;
        });
        return at(port(table, slot).orElseThrow());
    }

    /**
     * Makes sure that an instance can be started on its slot's address; call it when none runs there.
     *
     * @throws Failure refused, when somebody else listens there, with the process's name where it can be found out
     */
    public void requireFree(Instance.Slot slot) {
        Address address = of(slot);
        if (!Port.isFree(address.port())) {
            String holder = Port.holder(address.port());
            throw Failure.refused(
                    Problem.of("CD-511", "port " + address.port() + " of " + slot.brief() + " is held by " + holder)
                            .because("cdctl gave this port to " + label(slot) + ", and none of its instances runs")
                            .remedy("end that process, or run cdctl remove for this environment and deploy again"));
        }
    }

    /** Gives back every port of that environment. */
    public void release(Name service, Name environment) {
        String prefix = service + "/" + environment + "/";
        if (table(store.read(key)).values().stream().anyMatch(label -> label.startsWith(prefix))) {
            change(ports -> {
                ports.values().removeIf(label -> label.startsWith(prefix));
                return ports;
            });
        }
    }

    private int lowestFree(Map<Integer, String> taken, Instance.Slot slot) {
        for (int port = range.first(); port <= range.last(); port++) {
            if (!taken.containsKey(port) && Port.isFree(port)) {
                return port;
            }
        }
        throw Failure.refused(Problem.of("CD-510", "no port is free for " + slot.brief())
                .because("every port from " + range.first() + " to " + range.last()
                        + " belongs to another instance or is in use")
                .remedy("give the environment a wider range of ports, or remove environments that are not needed"));
    }

    /** Does the change on the newest table until nobody else was faster. */
    private SortedMap<Integer, String> change(UnaryOperator<SortedMap<Integer, String>> change) {
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

    private SortedMap<Integer, String> table(Optional<Store.Versioned> record) {
        SortedMap<Integer, String> table = new TreeMap<>();
        if (record.isEmpty()) {
            return table;
        }
        Json.Obj json = record.get().value();
        if (json.number("format").orElse(0L) != FORMAT) {
            throw Failure.refused(Problem.of("CD-513", "the table of ports is of another format")
                    .because("its format is " + json.number("format").orElse(0L) + ", and this cdctl knows " + FORMAT)
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

    private static String label(Instance.Slot slot) {
        return String.join(
                "/",
                slot.service().text(),
                slot.environment().text(),
                slot.role().text(),
                Integer.toString(slot.index()),
                slot.colour().word());
    }

    private static Address at(int port) {
        return new Address(HOST, port);
    }
}
