package dev.cdctl.supply;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.supply.key.SigningKey;
import java.util.List;

/**
 * Something that is said of bytes: an in-toto Statement, version 1.
 *
 * @param subjects what it is said of
 * @param predicateType what kind of thing is said, a URI
 * @param predicate what is said
 */
public record Statement(List<Subject> subjects, String predicateType, Json.Obj predicate) {
    /** The type of an envelope's payload that is a statement. */
    public static final String MEDIA_TYPE = "application/vnd.in-toto+json";

    private static final String TYPE = "https://in-toto.io/Statement/v1";

    /** Some bytes with a name. */
    public record Subject(String name, Digest digest) {}

    /** Copies the list. */
    public Statement {
        subjects = List.copyOf(subjects);
    }

    /** The statement in the members that in-toto names. */
    public Json.Obj toJson() {
        List<Json> named = subjects.stream()
                .<Json>map(subject -> Json.object()
                        .put("name", subject.name())
                        .put(
                                "digest",
                                Json.object()
                                        .put("sha256", subject.digest().hex())
                                        .build())
                        .build())
                .toList();
        return Json.object()
                .put("_type", TYPE)
                .put("subject", Json.of(named))
                .put("predicateType", predicateType)
                .put("predicate", predicate)
                .build();
    }

    /** The one text of this statement, which is what gets signed. */
    public String text() {
        return JsonText.line(toJson());
    }

    /** The statement, signed. */
    public Envelope sign(SigningKey key) {
        return Envelope.sign(MEDIA_TYPE, text(), key);
    }

    /**
     * The statement in an envelope.
     *
     * @throws JsonException when there is none
     */
    public static Statement in(Envelope envelope) {
        if (!envelope.payloadType().equals(MEDIA_TYPE)) {
            throw new JsonException("the envelope has a payload of the type " + envelope.payloadType());
        }
        return from(JsonText.readObject(envelope.payload()));
    }

    /**
     * Reads what {@link #toJson} or another tool wrote; digests of other kinds than SHA-256 are left out.
     *
     * @throws JsonException when it is no statement
     */
    public static Statement from(Json.Obj json) {
        if (!json.need("_type").equals(TYPE)) {
            throw new JsonException("a statement of the type " + json.need("_type"));
        }
        try {
            List<Subject> subjects = json.items("subject").stream()
                    .map(Json.Obj.class::cast)
                    .map(Statement::subject)
                    .toList();
            return new Statement(
                    subjects,
                    json.need("predicateType"),
                    json.object("predicate").orElse(Json.object().build()));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new JsonException("it is no statement: " + e.getMessage(), e);
        }
    }

    private static Subject subject(Json.Obj json) {
        Json.Obj digest = json.object("digest").orElseThrow(() -> new JsonException("a subject without digest"));
        return new Subject(json.text("name").orElse(""), new Digest(digest.need("sha256")));
    }
}
