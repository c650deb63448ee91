package dev.cdctl.adapter.docker.swarm;

import dev.cdctl.adapter.docker.container.Labels;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.model.Digest;

/** How services, secrets and configurations are called. */
final class Words {
    /** What a swarm allows for a service. */
    private static final int LONGEST_SERVICE = 63;
    /** What a swarm allows for a secret or a configuration. */
    private static final int LONGEST_FILE = 64;

    private static final int TELLING = 8;

    private Words() {}

    /** {@code cdctl-books-production-web-blue}. */
    static String service(Instance instance) {
        Slot slot = instance.slot();
        return fit(
                Labels.environment(slot.service(), slot.environment()) + "-" + slot.role() + "-"
                        + slot.colour().word(),
                LONGEST_SERVICE);
    }

    /** {@code cdctl-books-production-web-ID-DB_PASSWORD}. */
    static String file(Instance instance, String name) {
        Slot slot = instance.slot();
        return fit(
                Labels.environment(slot.service(), slot.environment()) + "-" + slot.role() + "-" + instance.deployment()
                        + "-" + name.replaceAll("[^A-Za-z0-9_.-]", "-"),
                LONGEST_FILE,
                name);
    }

    private static String fit(String text, int longest) {
        return fit(text, longest, "");
    }

    /** What is too long ends with some digits of its digest; so does what was made of a name that is not in it. */
    private static String fit(String text, int longest, String name) {
        if (text.length() <= longest && text.endsWith(name)) {
            return text;
        }
        String digits = Digest.of(text + "\n" + name).hex().substring(0, TELLING);
        return text.substring(0, Math.min(text.length(), longest - TELLING - 1)) + "-" + digits;
    }
}
