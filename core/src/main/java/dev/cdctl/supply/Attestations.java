package dev.cdctl.supply;

import dev.cdctl.artifact.archive.NewerFormat;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.supply.key.SigningKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every statement that lies beside one release. What cannot be read counts as not there: it proves nothing. */
public record Attestations(List<Attestation> all) {
    /** Copies the list. */
    public Attestations {
        all = List.copyOf(all);
    }

    /** Those among the evidence of a release. */
    public static Attestations of(List<Json.Obj> evidence) {
        return new Attestations(
                evidence.stream().flatMap(each -> read(each).stream()).toList());
    }

    static Optional<Attestation> read(Json.Obj evidence) {
        if (!Attestation.isOne(evidence)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Attestation.from(evidence));
        } catch (JsonException | NewerFormat e) {
            return Optional.empty();
        }
    }

    /** Those of one kind, oldest first. */
    public Stream<Attestation> all(Attestation.What what) {
        return all.stream().filter(each -> each.what() == what);
    }

    List<Attestation> signatures() {
        return all(Attestation.What.SIGNATURE).toList();
    }

    /** Whether that is stated already, by whomever. */
    boolean have(Attestation.What what, Statement statement) {
        return all(what).anyMatch(each -> each.statement().equals(statement));
    }

    /** Whether that is stated already, signed by that key when there is one. */
    boolean have(Attestation.What what, Statement statement, Optional<SigningKey> key) {
        return all(what).filter(each -> each.statement().equals(statement)).anyMatch(each -> isBy(each, key));
    }

    /** Whether that was signed by that key; without a key, anything will do. */
    static boolean isBy(Attestation each, Optional<SigningKey> key) {
        return key.map(SigningKey::verifying)
                .map(signer -> each.signer(List.of(signer)).isPresent())
                .orElse(true);
    }
}
