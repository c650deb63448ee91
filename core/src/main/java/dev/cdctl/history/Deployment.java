package dev.cdctl.history;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Commit;
import dev.cdctl.model.IsoTime;
import dev.cdctl.model.Name;
import dev.cdctl.model.Release;
import dev.cdctl.model.Version;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One entry of the history of an environment.
 *
 * @param id sorts by time; unique
 * @param placed the deployment that put the release into its colour: the entry itself, or for a flip the one that
 *     goes live again
 * @param previous the deployment that was live before
 * @param notes ways round a rule that were taken, with the reason given
 */
public record Deployment(
        String id,
        Kind kind,
        Release release,
        Colour colour,
        String placed,
        Optional<String> previous,
        Caller by,
        Instant started,
        Optional<Instant> ended,
        Outcome outcome,
        List<String> notes,
        Identity identity) {
    /**
     * The newest form. The second is that of entries whose history has blocks ({@link Index}), the third that of entries
     * whose run block says a format of its own. Each differs in its number alone, so that a cdctl which does not know of
     * that refuses the entry, and with it the history.
     */
    static final long NEWEST = 3;

    private static final int FORMAT = 1;

    /** What was done. */
    public enum Kind {
        DEPLOY,
        PROMOTE,
        ROLLBACK,
        FLIP,
        RESTART,
        ADOPT;

        /** The word for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What came of it. */
    public enum Outcome {
        /** It is under way, or its command died. */
        OPEN("open"),
        /** It stands beside the live release and gets no requests. */
        PREPARED("prepared"),
        /** It went live. */
        LIVE("live"),
        /** It failed before users saw anything. */
        FAILED("failed"),
        /** Users may have seen it, and it was rolled back. */
        ROLLED_BACK("rolled back"),
        /** It was stopped before users saw anything. */
        INTERRUPTED("interrupted"),
        /** It failed half-way. */
        NEEDS_PERSON("needs a person");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        /** The words for people. */
        public String word() {
            return word;
        }

        /** Whether it came to its end without being live. */
        public boolean isGivenUp() {
            return this == FAILED || this == ROLLED_BACK || this == INTERRUPTED;
        }
    }

    /** Copies the list. */
    public Deployment {
        notes = List.copyOf(notes);
    }

    /** The resolved run block. */
    public Json.Obj run() {
        return identity.run();
    }

    /** The same entry, ended. */
    public Deployment ended(Outcome result, Instant at) {
        return with(result, Optional.of(at));
    }

    /** The same entry as long as nothing had come of it. */
    Deployment asBegun() {
        return with(Outcome.OPEN, Optional.empty());
    }

    private Deployment with(Outcome result, Optional<Instant> at) {
        return new Deployment(id, kind, release, colour, placed, previous, by, started, at, result, notes, identity);
    }

    /** The form in which it is recorded. */
    public Json.Obj toJson() {
        return Json.object()
                .put("format", run().number("format").isPresent() ? NEWEST : FORMAT)
                .put("id", id)
                .put("kind", kind.name())
                .put("service", release.service().text())
                .put("version", release.version().text())
                .put("commit", release.commit())
                .put("digest", release.digest().toString())
                .put("colour", colour.word())
                .put("placed", placed)
                .put("previous", previous)
                .put("by", by.toJson())
                .put("started", IsoTime.text(started))
                .put("ended", ended.map(IsoTime::text))
                .put("outcome", outcome.name())
                .put("notes", Json.ofTexts(notes))
                .put("identity", identity.toJson())
                .build();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is not that, or of a newer format
     */
    public static Deployment from(Json.Obj json) {
        if (json.needNumber("format") < FORMAT || json.needNumber("format") > NEWEST) {
            throw new JsonException("a deployment of format " + json.needNumber("format"));
        }
        return new Deployment(
                json.need("id"),
                Kind.valueOf(json.need("kind")),
                new Release(
                        new Name(json.need("service")),
                        new Version(json.need("version")),
                        json.text("commit").map(Commit::new),
                        dev.cdctl.model.Digest.parse(json.need("digest"))),
                Colour.of(json.need("colour")).orElseThrow(() -> new JsonException("no such colour")),
                json.need("placed"),
                json.text("previous"),
                Caller.from(json.object("by").orElseThrow(() -> new JsonException("no object 'by'"))),
                IsoTime.parse(json.need("started")),
                json.text("ended").map(IsoTime::parse),
                Outcome.valueOf(json.need("outcome")),
                json.texts("notes"),
                Identity.from(json.object("identity").orElseThrow(() -> new JsonException("no object 'identity'"))));
    }
}
