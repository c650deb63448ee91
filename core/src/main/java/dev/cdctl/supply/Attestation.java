package dev.cdctl.supply;

import dev.cdctl.artifact.archive.NewerFormat;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Digest;
import dev.cdctl.supply.key.SigningKey;
import dev.cdctl.supply.key.VerifyingKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A statement about a release that lies beside it in the repository as evidence, signed or not.
 *
 * @param release the digest of the release
 * @param envelope with its signatures, when it was signed
 */
public record Attestation(What what, Digest release, Statement statement, Optional<Envelope> envelope) {
    private static final int FORMAT = 1;

    /** What can be stated of a release. */
    public enum What {
        /** That it is a release of that service: {@link ReleaseStatement}. */
        SIGNATURE,
        /** How it was built: {@link Slsa}. */
        PROVENANCE,
        /** What is in one of its artifacts, as CycloneDX. */
        SBOM;

        /** The word in files and on the console: {@code signature}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A statement, signed when there is a key. */
    static Attestation of(What what, Digest release, Statement statement, Optional<SigningKey> key) {
        return new Attestation(what, release, statement, key.map(statement::sign));
    }

    /** The first of these keys whose owner signed it. */
    public Optional<VerifyingKey> signer(List<VerifyingKey> keys) {
        return envelope.flatMap(signed -> signed.signer(keys));
    }

    /** The form in which repositories keep it. */
    public Json.Obj toJson() {
        Json.Builder json =
                Json.object().put("format", FORMAT).put("what", what.word()).put("release", release.toString());
        envelope.ifPresentOrElse(
                signed -> json.put("envelope", signed.toJson()), () -> json.put("statement", statement.toJson()));
        return json.build();
    }

    /** Whether that evidence is an attestation, and not something that cdctl itself noted. */
    static boolean isOne(Json.Obj evidence) {
        return what(evidence).isPresent();
    }

    private static Optional<What> what(Json.Obj evidence) {
        String word = evidence.text("what").orElse("");
        return List.of(What.values()).stream()
                .filter(each -> each.word().equals(word))
                .findFirst();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws JsonException when it is not that
     * @throws NewerFormat when a newer cdctl wrote it
     */
    static Attestation from(Json.Obj json) {
        if (json.needNumber("format") > FORMAT) {
            throw new NewerFormat(json.needNumber("format"), FORMAT);
        }
        Optional<Envelope> envelope = json.object("envelope").map(Envelope::from);
        Statement statement = envelope.map(Statement::in)
                .or(() -> json.object("statement").map(Statement::from))
                .orElseThrow(() -> new JsonException("neither an envelope nor a statement"));
        try {
            return new Attestation(
                    what(json).orElseThrow(() -> new JsonException("no kind that is known")),
                    Digest.parse(json.need("release")),
                    statement,
                    envelope);
        } catch (IllegalArgumentException e) {
            throw new JsonException("it has a value that cannot be: " + e.getMessage(), e);
        }
    }
}
