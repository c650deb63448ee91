package dev.cdctl.history;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What makes one deployment differ from another: when all of it is equal, there is nothing to deploy.
 *
 * @param release the digest of the release's manifest
 * @param run the resolved run block
 * @param config the digest of the configuration files
 * @param secrets what tells whether a secret changed, by variable; never its value
 */
public record Identity(Digest release, Json.Obj run, Digest config, Map<String, String> secrets) {
    /** Copies the map. */
    public Identity {
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
    }

    /** Whether a deployment of this would change nothing where the other one is live. */
    public boolean sameAs(Identity other) {
        return restores(other) && secrets.equals(other.secrets);
    }

    /** Whether a rollback to this comes to the other one: all of it is equal but the secrets, which are always today's. */
    boolean restores(Identity other) {
        return release.equals(other.release)
                && JsonText.line(run).equals(JsonText.line(other.run))
                && config.equals(other.config);
    }

    /** The form in which it is recorded. */
    public Json.Obj toJson() {
        Json.Builder versions = Json.object();
        secrets.forEach(versions::put);
        return Json.object()
                .put("release", release.toString())
                .put("run", run)
                .put("config", config.toString())
                .put("secrets", versions.build())
                .build();
    }

    /** Reads what {@link #toJson} wrote. */
    public static Identity from(Json.Obj json) {
        Map<String, String> versions = new TreeMap<>();
        json.object("secrets")
                .ifPresent(all -> all.members().keySet().forEach(name -> versions.put(name, all.need(name))));
        return new Identity(
                Digest.parse(json.need("release")),
                json.object("run").orElseThrow(() -> new JsonException("no object 'run'")),
                Digest.parse(json.need("config")),
                versions);
    }
}
