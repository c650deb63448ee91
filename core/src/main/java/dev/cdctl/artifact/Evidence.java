package dev.cdctl.artifact;

import dev.cdctl.artifact.archive.NewerFormat;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Digest;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Name;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that is known of a release and that others can trust, because it is bound to the release's digest and lies
 * beside its artifacts.
 *
 * @param what what is known
 * @param environment where it passed or was verified, or which one it is approved for
 * @param who the person or the CI user
 * @param job a link to the CI job, when there is one
 * @param release the digest of the release
 */
public record Evidence(
        What what, Optional<Name> environment, String who, Instant when, Optional<String> job, Digest release) {
    private static final int FORMAT = 1;

    /** What can be known of a release. */
    public enum What {
        /** It was deployed there and every check passed. */
        PASSED,
        /** A person said that it may go there. */
        APPROVED,
        /** The verification of that environment was run against it and passed. */
        VERIFIED;

        /** The word in files and on the console: {@code passed}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The form in which repositories keep it. */
    public Json.Obj toJson() {
        return Json.object()
                .put("format", FORMAT)
                .put("what", what.word())
                .put("environment", environment)
                .put("who", who)
                .put("when", IsoTime.text(when))
                .put("job", job)
                .put("release", release.toString())
                .build();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is not that
     * @throws NewerFormat when a newer cdctl wrote it
     */
    public static Evidence from(Json.Obj json) {
        if (json.needNumber("format") > FORMAT) {
            throw new NewerFormat(json.needNumber("format"), FORMAT);
        }
        try {
            return new Evidence(
                    What.valueOf(json.need("what").toUpperCase(Locale.ROOT)),
                    json.text("environment").map(Name::new),
                    json.need("who"),
                    IsoTime.parse(json.need("when")),
                    json.text("job"),
                    Digest.parse(json.need("release")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new JsonException("it has a value that cannot be: " + e.getMessage(), e);
        }
    }
}
