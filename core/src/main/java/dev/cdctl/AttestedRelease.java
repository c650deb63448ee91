package dev.cdctl;

import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.deploy.Secrets;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.supply.AttestStep;
import dev.cdctl.supply.Attestation;
import dev.cdctl.supply.ReleaseStatement;
import dev.cdctl.supply.Signing;
import dev.cdctl.supply.SigningKey;
import dev.cdctl.supply.Slsa;
import dev.cdctl.version.ResolvedVersion;
import java.util.Optional;
import java.util.function.Supplier;

/** What others can check of a release: bills of materials, provenance and signatures, made and verified. */
public final class AttestedRelease {
    private final Pipeline pipeline;
    private final Repository repository;
    private final Secrets secrets;

    AttestedRelease(Pipeline pipeline, Repository repository, Secrets secrets) {
        this.pipeline = pipeline;
        this.repository = repository;
        this.secrets = secrets;
    }

    /** The step after a push. */
    Step step(ResolvedVersion version) {
        return new AttestStep(
                pipeline.folder(),
                repository,
                this::provenance,
                version.commitTime().orElse(Building.NO_COMMIT),
                pipeline.sign().map(spec -> () -> spec.read(secrets)));
    }

    private Slsa provenance(ReleaseFile file) {
        return new Slsa(file, Digest.of(pipeline.file()), Optional.empty(), tool());
    }

    private static String tool() {
        return Optional.ofNullable(AttestedRelease.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
    }

    /**
     * Signs a pushed release with the key of the pipeline.
     *
     * @return the key, when the release was not signed by it before
     * @throws Failure when there is no key or it cannot be read
     */
    public Optional<SigningKey> sign(ReleaseManifest manifest) {
        Supplier<SigningKey> key = pipeline.sign()
                .<Supplier<SigningKey>>map(spec -> () -> spec.read(secrets))
                .orElseThrow(AttestedRelease::noKey);
        SigningKey signing = key.get();
        return new Signing(repository, manifest, Optional.of(signing))
                        .add(Attestation.What.SIGNATURE, ReleaseStatement.of(manifest))
                ? Optional.of(signing)
                : Optional.empty();
    }

    private static Failure noKey() {
        return Failure.failed(Problem.of("CD-765", "there is no key to sign with")
                .because("pipeline.yaml has no `sign` block")
                .remedy("add sign: {key: ...}; docs/supply-chain.md tells how to make a key"));
    }
}
