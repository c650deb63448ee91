package dev.cdctl.adapter.process.proc;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.traffic.Address;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a process says about the instance that it belongs to: variables of its environment, which everything that it
 * starts inherits.
 */
public final class Labels {
    public static final String STATE = "CDCTL_STATE";
    static final String DEPLOYMENT = "CDCTL_DEPLOYMENT";
    /** Set by the first process itself, to its own pid. */
    public static final String FIRST = "CDCTL_PID";

    private static final String SERVICE = "CDCTL_SERVICE";
    private static final String ENVIRONMENT = "CDCTL_ENVIRONMENT";
    private static final String ROLE = "CDCTL_ROLE";
    private static final String INDEX = "CDCTL_INDEX";
    private static final String COLOUR = "CDCTL_COLOUR";
    private static final String VERSION = "CDCTL_VERSION";
    private static final String DIGEST = "CDCTL_DIGEST";
    private static final String TOKEN = "CDCTL_TOKEN";
    private static final String ADDRESS = "CDCTL_ADDRESS";

    private Labels() {}

    /** The labels of an instance, without those that tell the state folder and the first process. */
    public static Map<String, String> of(Instance instance) {
        Instance.Slot slot = instance.slot();
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(SERVICE, slot.service().text());
        labels.put(ENVIRONMENT, slot.environment().text());
        labels.put(ROLE, slot.role().text());
        labels.put(INDEX, Integer.toString(slot.index()));
        labels.put(COLOUR, slot.colour().word());
        labels.put(VERSION, instance.version().text());
        labels.put(DIGEST, instance.digest().toString());
        labels.put(TOKEN, Long.toString(instance.token()));
        labels.put(DEPLOYMENT, instance.deployment());
        instance.address().ifPresent(address -> labels.put(ADDRESS, address.toString()));
        return labels;
    }

    /** The instance that these labels tell of; empty when one is missing or is not what it should be. */
    public static Optional<Instance> read(Map<String, String> labels, long pid) {
        try {
            return Optional.of(new Instance(
                    slot(labels),
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

    private static Instance.Slot slot(Map<String, String> labels) {
        return new Instance.Slot(
                new Name(need(labels, SERVICE)),
                new Name(need(labels, ENVIRONMENT)),
                new Name(need(labels, ROLE)),
                Integer.parseInt(need(labels, INDEX)),
                Colour.of(need(labels, COLOUR)).orElseThrow(() -> new IllegalArgumentException(COLOUR)));
    }

    private static String need(Map<String, String> labels, String name) {
        return Optional.ofNullable(labels.get(name)).orElseThrow(() -> new IllegalArgumentException(name));
    }
}
