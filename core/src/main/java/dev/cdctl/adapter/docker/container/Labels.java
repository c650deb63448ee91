package dev.cdctl.adapter.docker.container;

import com.github.dockerjava.api.model.Bind;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Linked;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.traffic.Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a container says about the instance that it is, and how it is called. */
public final class Labels {
    static final String PREFIX = "dev.cdctl.";
    public static final String SERVICE = PREFIX + "service";
    static final String ENVIRONMENT = PREFIX + "environment";
    public static final String DEPLOYMENT = PREFIX + "deployment";
    private static final String ROLE = PREFIX + "role";
    private static final String INDEX = PREFIX + "index";
    private static final String COLOUR = PREFIX + "colour";
    private static final String VERSION = PREFIX + "version";
    private static final String DIGEST = PREFIX + "digest";
    public static final String TOKEN = PREFIX + "token";
    private static final String ADDRESS = PREFIX + "address";
    private static final String HOST = PREFIX + "host";
    private static final String LINKED = PREFIX + "linked";
    static final String SPEC = PREFIX + "spec";

    private Labels() {}

    /** The labels of everything that belongs to an environment. */
    public static Map<String, String> of(Name service, Name environment) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(SERVICE, service.text());
        labels.put(ENVIRONMENT, environment.text());
        return labels;
    }

    /** The labels of an instance. */
    public static Map<String, String> of(Instance instance) {
        Slot slot = instance.slot();
        Map<String, String> labels = of(slot.service(), slot.environment());
        labels.put(ROLE, slot.role().text());
        labels.put(INDEX, Integer.toString(slot.index()));
        labels.put(COLOUR, slot.colour().word());
        labels.put(DEPLOYMENT, instance.deployment());
        labels.put(VERSION, instance.version().text());
        labels.put(DIGEST, instance.digest().toString());
        labels.put(TOKEN, Long.toString(instance.token()));
        labels.put(HOST, slot.host().id());
        instance.address().ifPresent(address -> labels.put(ADDRESS, address.toString()));
        return labels;
    }

    /** The labels that all copies of a role of one deployment have in common. */
    public static Map<String, String> common(Instance instance) {
        Map<String, String> labels = of(instance);
        List.of(INDEX, ADDRESS, HOST).forEach(labels::remove);
        return labels;
    }

    /** The same labels as one of those copies would have them. */
    public static Map<String, String> of(Map<String, String> common, int index, Optional<Address> address) {
        Map<String, String> labels = new LinkedHashMap<>(common);
        labels.put(INDEX, Integer.toString(index));
        address.ifPresent(where -> labels.put(ADDRESS, where.toString()));
        return labels;
    }

    /** The labels of a linked container. */
    static Map<String, String> of(Linked linked) {
        Map<String, String> labels = of(linked.service(), linked.environment());
        labels.put(LINKED, linked.spec().name().text());
        labels.put(SPEC, linked.digest().toString());
        return labels;
    }

    /** {@code cdctl-books-production-linked-db}. */
    static String linked(Name service, Name environment, Name name) {
        return environment(service, environment) + "-linked-" + name;
    }

    /** What a list of containers is narrowed down to. */
    public static List<String> filter(Name service, Name environment) {
        return of(service, environment).entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .toList();
    }

    /** The instance that these labels tell of; empty when one is missing or is not what it should be. */
    public static Optional<Instance> read(Map<String, String> labels, long pid, Host host) {
        try {
            return Optional.of(new Instance(
                    slot(labels, host),
                    need(labels, DEPLOYMENT),
                    new Version(need(labels, VERSION)),
                    Digest.parse(need(labels, DIGEST)),
                    Long.parseLong(need(labels, TOKEN)),
                    pid,
                    Optional.ofNullable(labels.get(ADDRESS)).map(Address::parse)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** {@code cdctl-books-production-web-0-blue-ID}. */
    static String container(Instance instance) {
        Slot slot = instance.slot();
        return String.join(
                "-",
                environment(slot.service(), slot.environment()),
                slot.role().text(),
                Integer.toString(slot.index()),
                slot.colour().word(),
                instance.deployment());
    }

    /** {@code cache-blue}: what the other containers of its colour, on the same host, find a role by. */
    public static String peer(Slot slot) {
        return slot.role() + "-" + slot.colour().word();
    }

    /** {@code cdctl-books-production}: the environment's network, and how the names of what it has begin. */
    public static String environment(Name service, Name environment) {
        return "cdctl-" + service + "-" + environment;
    }

    /** A volume that has a name is the environment's own: another one may call its data the same. */
    public static List<Bind> volumes(Name service, Name environment, List<String> volumes) {
        return volumes.stream()
                .map(volume -> volume.startsWith("/") ? volume : environment(service, environment) + "-" + volume)
                .map(Bind::parse)
                .toList();
    }

    /** What the program is told of itself, by the names that processes get it by. */
    public static Map<String, String> variables(Instance instance) {
        Map<String, String> variables = new LinkedHashMap<>();
        of(instance).forEach((label, value) -> {
            if (!label.equals(HOST)) {
                variables.put("CDCTL_" + label.substring(PREFIX.length()).toUpperCase(Locale.ROOT), value);
            }
        });
        return variables;
    }

    private static Slot slot(Map<String, String> labels, Host host) {
        return new Slot(
                new Name(need(labels, SERVICE)),
                new Name(need(labels, ENVIRONMENT)),
                new Name(need(labels, ROLE)),
                Integer.parseInt(need(labels, INDEX)),
                Colour.of(need(labels, COLOUR)).orElseThrow(() -> new IllegalArgumentException(COLOUR)),
                host);
    }

    private static String need(Map<String, String> labels, String name) {
        return Optional.ofNullable(labels.get(name)).orElseThrow(() -> new IllegalArgumentException(name));
    }
}
