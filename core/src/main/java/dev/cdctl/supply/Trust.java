package dev.cdctl.supply;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import dev.cdctl.supply.key.VerifyingKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whose releases are trusted: those that the owner of any of these keys signed.
 */
public record Trust(List<VerifyingKey> keys) {
    /** Copies the list. */
    public Trust {
        keys = List.copyOf(keys);
    }

    /**
     * The keys in these files.
     *
     * @param folder what relative paths are relative to
     * @throws dev.cdctl.model.Failure failed, when one cannot be read or is no such key
     */
    public static Trust in(Path folder, List<String> files) {
        return new Trust(files.stream()
                .map(file -> VerifyingKey.read(folder.resolve(file), file))
                .toList());
    }

    /** Whose signature that evidence is, when it is one of exactly this release by one of the keys. */
    public Optional<VerifyingKey> signer(ReleaseManifest manifest, Json.Obj evidence) {
        return Attestations.read(evidence).flatMap(attestation -> signer(manifest, attestation));
    }

    private Optional<VerifyingKey> signer(ReleaseManifest manifest, Attestation attestation) {
        return attestation.statement().equals(ReleaseStatement.of(manifest))
                ? attestation.signer(keys)
                : Optional.empty();
    }

    /** Why that release is not trusted, by what is known of it; empty when it is. */
    public Optional<Problem> objection(ReleaseManifest manifest, List<Json.Obj> evidence) {
        if (evidence.stream().anyMatch(each -> signer(manifest, each).isPresent())) {
            return Optional.empty();
        }
        List<Attestation> signatures = Attestations.of(evidence).signatures();
        return Optional.of(
                Problem.of("CD-763", "release " + manifest.release().brief() + " is not signed by " + names())
                        .because(
                                signatures.isEmpty()
                                        ? "it has no signature"
                                        : "it has " + signatures.size()
                                                + (signatures.size() == 1 ? " signature" : " signatures")
                                                + ", by another key or of other bytes")
                        .remedy("find out where the release comes from; whoever has the key signs it with"
                                + " `cdctl sign-artifact --release " + manifest.version() + "`"));
    }

    /** The keys in words. */
    public String names() {
        return keys.stream().map(VerifyingKey::name).collect(Collectors.joining(" or "));
    }
}
