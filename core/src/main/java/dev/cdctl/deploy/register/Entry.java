package dev.cdctl.deploy.register;

import dev.cdctl.model.Name;
import dev.cdctl.traffic.Address;
import java.util.List;
import java.util.Map;

/**
 * One entry of a catalogue of services, of whomever.
 *
 * @param node the name of the computer whose agent holds it
 * @param nodeAddress the address of that computer
 * @param passing whether all of its checks pass, those of its node included
 * @param said what the checks that do not pass say
 */
public record Entry(
        String id,
        String service,
        String node,
        String nodeAddress,
        Address address,
        List<String> tags,
        Map<String, String> meta,
        boolean passing,
        String said) {
    /** What the IDs of our own begin with. Those of registrator have colons, and ours never do. */
    static final String OURS = "cdctl.";

    static final int KNOWN_FORMAT = 1;
    static final String FORMAT = "cdctl-format";
    static final String FORM = "cdctl-form";
    /** Who was asked to hold it. */
    public static final String AGENT = "cdctl-agent";

    static final String SERVICE = "service";
    static final String ENVIRONMENT = "environment";
    static final String COLOUR = "colour";
    static final String HOST = "host";
    static final String DEPLOYMENT = "deployment";

    /** Copies what it has. */
    public Entry {
        tags = List.copyOf(tags);
        meta = Map.copyOf(meta);
    }

    /** What it says under that name; empty when it says nothing. */
    public String meta(String name) {
        return meta.getOrDefault(name, "");
    }

    /** Whether cdctl registered it for that environment. */
    boolean isOf(Name owner, Name environment) {
        return id.startsWith(OURS)
                && meta.containsKey(FORMAT)
                && meta(SERVICE).equals(owner.text())
                && meta(ENVIRONMENT).equals(environment.text());
    }

    /** Whether a cdctl wrote it that knows more than this one. */
    boolean isNewer() {
        String format = meta(FORMAT);
        return !format.matches("[0-9]{1,9}") || Integer.parseInt(format) > KNOWN_FORMAT;
    }

    /** {@code cdctl.books.production.web.0.green.web1 on node n1}. */
    String brief() {
        return id + " on node " + node;
    }
}
