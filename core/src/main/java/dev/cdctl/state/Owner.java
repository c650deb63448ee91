package dev.cdctl.state;

import dev.cdctl.json.Json;
import java.util.Optional;

/**
 * Who holds a lock, for the person who finds it held.
 *
 * @param who the person or the CI user
 * @param host the machine's name
 * @param pid the process on that machine
 * @param command what it is doing, such as {@code deploy 1.4.2}
 * @param job a link to the CI job, when there is one
 */
public record Owner(String who, String host, long pid, String command, Optional<String> job) {
    /**
     * {@code ana on ci1 (deploy, https://ci.example/job/7)}.
     *
     * @param more follows the command, with a space before it; may be empty
     */
    public String brief(String more) {
        return who + " on " + host + " (" + command + more
                + job.map(link -> ", " + link).orElse("") + ")";
    }

    /** The form in which stores keep it. */
    public Json.Obj toJson() {
        return Json.object()
                .put("who", who)
                .put("host", host)
                .put("pid", pid)
                .put("command", command)
                .put("job", job)
                .build();
    }

    /** Reads what {@link #toJson} wrote. */
    public static Owner from(Json.Obj json) {
        return new Owner(
                json.need("who"), json.need("host"), json.needNumber("pid"), json.need("command"), json.text("job"));
    }
}
