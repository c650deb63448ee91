package dev.cdctl.supply;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.supply.key.SigningKey;
import java.util.Optional;

/**
 * Adds statements beside a pushed release, each once.
 *
 * @param key signs them, when there is one
 */
public record Signing(Repository repository, ReleaseManifest manifest, Optional<SigningKey> key) {
    /** Adds that statement, unless it is there already with the same signer; returns whether it was added. */
    public boolean add(Attestation.What what, Statement statement) {
        return !known().have(what, statement, key) && attest(what, statement);
    }

    /** Adds that statement, unless there is one of the kind already with the same signer, whatever it says. */
    boolean addOnce(Attestation.What what, Statement statement) {
        return known().all(what).noneMatch(each -> Attestations.isBy(each, key)) && attest(what, statement);
    }

    private Attestations known() {
        return Attestations.of(repository.evidence(manifest));
    }

    private boolean attest(Attestation.What what, Statement statement) {
        repository.attest(
                manifest,
                Attestation.of(what, manifest.release().digest(), statement, key)
                        .toJson());
        return true;
    }
}
