package dev.cdctl.deploy.machine;

import dev.cdctl.deploy.spec.LinkedSpec;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import java.util.Map;

/**
 * A container that belongs to an environment, such as a database, as it should run.
 *
 * @param plain its variables that anybody may see
 * @param secret those that nobody may
 * @param digest of all of it, the secrets salted: tells whether it is another than the one that runs
 */
public record Linked(
        Name service,
        Name environment,
        LinkedSpec spec,
        Map<String, String> plain,
        Map<String, String> secret,
        Digest digest) {
    /** Copies the maps. */
    public Linked {
        plain = Map.copyOf(plain);
        secret = Map.copyOf(secret);
    }
}
