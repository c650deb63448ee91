package dev.cdctl.deploy.register;

import dev.cdctl.model.Digest;
import dev.cdctl.traffic.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is registered of one instance.
 *
 * @param id the same for the same place of a copy, whoever registers it
 * @param service what consumers look for
 * @param agent who holds it and runs its check: {@code web1:8500}
 * @param meta what it is recognised by, and what consumers may read
 */
public record Registration(
        String id,
        String service,
        String agent,
        Address address,
        List<String> tags,
        Map<String, String> meta,
        Check check) {
    /** What the agent asks the instance. */
    public record Check(Optional<String> http, Duration every, Duration timeout) {}

    private static final int BRIEF = 16;

    /** Adds the fingerprint of all the rest to {@code meta}: the same fingerprint means that nothing is to be changed. */
    public Registration {
        tags = List.copyOf(tags);
        Map<String, String> all = new TreeMap<>(meta);
        all.put(Entry.AGENT, agent);
        all.remove(Entry.FORM);
        String text = String.join("\n", id, service, address.toString(), tags.toString(), all.toString()) + check;
        all.put(Entry.FORM, Digest.of(text).hex().substring(0, BRIEF));
        meta = Map.copyOf(all);
    }

    /** Whether that entry says all of it. */
    boolean isIn(Entry entry) {
        return entry.id().equals(id) && entry.meta(Entry.FORM).equals(meta.get(Entry.FORM));
    }
}
