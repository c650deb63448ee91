package dev.cdctl.history;

import dev.cdctl.json.Json;
import java.util.Optional;

/**
 * Who has something done.
 *
 * @param who the person, or the user of the CI job
 * @param host the machine's name
 * @param job a link to the CI job, when there is one
 */
public record Caller(String who, String host, Optional<String> job) {
    /** {@code ana on build7}. */
    public String brief() {
        return who + " on " + host;
    }

    /** The form in which it is recorded. */
    public Json.Obj toJson() {
        return Json.object().put("who", who).put("host", host).put("job", job).build();
    }

    /** Reads what {@link #toJson} wrote. */
    public static Caller from(Json.Obj json) {
        return new Caller(json.need("who"), json.need("host"), json.text("job"));
    }
}
