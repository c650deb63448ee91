package dev.cdctl.deploy.register;

import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RegisterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How instances are registered: their IDs, names, tags and checks.
 *
 * @param usual the agent of whoever names none
 */
record Forms(RegisterSpec spec, String usual) {
    private static final String WEB = "web";
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** That of an instance that listens. */
    Registration of(Instance instance, HealthSpec health) {
        Slot slot = instance.slot();
        String agent = spec.agent()
                .map(name -> name.replace("{host}", slot.host().address()))
                .orElse(usual);
        String environment = slot.environment().text();
        String colour = slot.colour().word();
        return new Registration(
                id(slot),
                service(slot),
                agent,
                instance.address().orElseThrow(),
                List.of(environment, colour, environment + "-" + colour),
                meta(instance),
                new Registration.Check(health.http(), every(), health.timeout()));
    }

    /** An agent takes no pause that is shorter than a second. */
    Duration every() {
        return spec.every().compareTo(SECOND) < 0 ? SECOND : spec.every();
    }

    /** The same for the same place of a copy; at most one instance runs in it. */
    static String id(Slot slot) {
        String host = slot.host().id().replaceAll("[^A-Za-z0-9._-]", "-");
        return Entry.OURS + slot.service() + "." + slot.environment() + "." + slot.role() + "." + slot.index() + "."
                + slot.colour().word() + "." + host;
    }

    /** The role {@code web} is the service itself; others have a name of their own, so that nobody gets the wrong one. */
    static String service(Slot slot) {
        String role = slot.role().text();
        return role.equals(WEB) ? slot.service().text() : slot.service() + "-" + role;
    }

    /** Whether that name is one of the service, as far as can be told from it. */
    static boolean mayBeOf(String service, String name) {
        return name.equals(service) || name.matches("[a-z0-9-]+") && name.startsWith(service + "-");
    }

    private static Map<String, String> meta(Instance instance) {
        Slot slot = instance.slot();
        Map<String, String> meta = new TreeMap<>();
        meta.put(Entry.FORMAT, Integer.toString(Entry.KNOWN_FORMAT));
        meta.put(Entry.SERVICE, slot.service().text());
        meta.put(Entry.ENVIRONMENT, slot.environment().text());
        meta.put(Entry.COLOUR, slot.colour().word());
        meta.put(Entry.HOST, slot.host().id());
        meta.put(Entry.DEPLOYMENT, instance.deployment());
        meta.put("role", slot.role().text());
        meta.put("release", instance.version().text());
        meta.put("digest", instance.digest().toString());
        return meta;
    }
}
