package dev.cdctl.state;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Digest;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Name;
import dev.cdctl.model.Release;
import dev.cdctl.model.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who waits for a lock.
 *
 * @param id tells it from every other
 * @param since when it began to wait, by its own clock
 * @param release what it is going to deploy; empty when it is no deployment
 */
public record Waiter(String id, Owner owner, Instant since, Optional<Release> release) {
    /** {@code ana on ci1 (deploy 1.4.2, https://ci.example/job/7)}. */
    public String brief() {
        return owner.brief(release.map(deployed -> " " + deployed.version()).orElse(""));
    }

    /** The form in which stores keep it, and commands tell it. */
    public Json.Obj toJson() {
        return Json.object()
                .put("id", id)
                .put("owner", owner.toJson())
                .put("since", IsoTime.text(since))
                .put("release", release.map(Waiter::json))
                .build();
    }

    /** Reads what {@link #toJson} wrote. */
    public static Waiter from(Json.Obj json) {
        return new Waiter(
                json.need("id"),
                Owner.from(json.object("owner").orElseThrow(() -> new JsonException("no object 'owner'"))),
                IsoTime.parse(json.need("since")),
                json.object("release").map(Waiter::release));
    }

    private static Json.Obj json(Release release) {
        return Json.object()
                .put("service", release.service().text())
                .put("version", release.version().text())
                .put("commit", release.commit().map(Commit::id))
                .put("digest", release.digest().toString())
                .build();
    }

    private static Release release(Json.Obj json) {
        return new Release(
                new Name(json.need("service")),
                new Version(json.need("version")),
                json.text("commit").map(Commit::new),
                Digest.parse(json.need("digest")));
    }
}
