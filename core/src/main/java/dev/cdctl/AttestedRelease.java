package dev.cdctl;

import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.engine.Step;
import dev.cdctl.language.Pipeline;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.secret.SecretReader;
import dev.cdctl.supply.AttestStep;
import dev.cdctl.supply.Attestation;
import dev.cdctl.supply.Documents;
import dev.cdctl.supply.ReleaseStatement;
import dev.cdctl.supply.Signing;
import dev.cdctl.supply.Slsa;
import dev.cdctl.supply.Trust;
import dev.cdctl.supply.Verification;
import dev.cdctl.supply.image.ImageVerification;
import dev.cdctl.supply.key.SigningKey;
import dev.cdctl.version.source.ResolvedVersion;
import dev.cdctl.wiring.Imaging;
import dev.cdctl.wiring.LocalSecrets;
import dev.cdctl.wiring.Setting;
import dev.cdctl.wiring.WorkingCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What others can check of a release: bills of materials, provenance and signatures, made and verified. */
public final class AttestedRelease {
    private final Pipeline pipeline;
    private final Repository repository;
    private final SecretReader secrets;
    private final Setting setting;

    AttestedRelease(Setting setting, Pipeline pipeline, Repository repository) {
        this.setting = setting;
        this.pipeline = pipeline;
        this.repository = repository;
        this.secrets = LocalSecrets.of(setting, pipeline);
    }

    /** The step after a push. */
    Step step(ResolvedVersion version) {
        return new AttestStep(
                pipeline.folder(),
                repository,
                this::provenance,
                version.commitTime().orElse(Building.NO_COMMIT),
                key());
    }

    /** Reads the key of the pipeline, when it has one. */
    Optional<Supplier<SigningKey>> key() {
        return pipeline.sign().map(spec -> () -> spec.read(secrets));
    }

    private Slsa provenance(ReleaseFile file) {
        return new Slsa(file, Digest.of(pipeline.written().text()), WorkingCopy.address(setting, pipeline), tool());
    }

    private static String tool() {
        return Optional.ofNullable(AttestedRelease.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
    }

    /**
     * Signs a pushed release with the key of the pipeline.
     *
     * @return the key, when the release was not signed by it before
     * @throws Failure when there is no key or it cannot be read; refused, when the bytes are not those of the release
     */
    public Optional<SigningKey> sign(ReleaseManifest manifest) {
        Supplier<SigningKey> key = key().orElseThrow(AttestedRelease::noKey);
        Verification.requireBytes(repository, manifest);
        SigningKey signing = key.get();
        return new Signing(repository, manifest, Optional.of(signing))
                        .add(Attestation.What.SIGNATURE, ReleaseStatement.of(manifest))
                ? Optional.of(signing)
                : Optional.empty();
    }

    /**
     * Checks everything that others can check of a pushed release.
     *
     * @param trust whose signatures count; those of all environments when absent
     * @throws Failure usage, when no key is known; failed, when one cannot be read
     */
    public List<Verification.Finding> verify(ReleaseManifest manifest, Optional<Trust> trust) {
        Trust counting = trust.orElseGet(this::ofEnvironments);
        List<Verification.Finding> findings = new ArrayList<>(new Verification(repository, manifest, counting).run());
        if (!manifest.images().isEmpty()) {
            findings.addAll(images(manifest, counting));
        }
        return findings;
    }

    private List<Verification.Finding> images(ReleaseManifest manifest, Trust counting) {
        return Imaging.registry(setting, pipeline)
                .map(registry -> new ImageVerification(registry, counting).run(manifest))
                .orElse(List.of(new Verification.Finding("images", false, "pipeline.yaml names no registry")));
    }

    private Trust ofEnvironments() {
        List<String> trusted = pipeline.environments().stream()
                .flatMap(spec -> spec.signedBy().stream())
                .distinct()
                .toList();
        if (trusted.isEmpty()) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-767", "there is no key to verify with")
                            .because("no environment in pipeline.yaml has `signed-by`")
                            .remedy("name the file of a public key: --key release.pub"));
        }
        return Trust.in(pipeline.folder(), trusted);
    }

    /** What lies beside a pushed release, each in the form that other tools read, by the name of its file. */
    public Map<String, String> documents(ReleaseManifest manifest) {
        return Documents.of(manifest, repository.evidence(manifest));
    }

    private static Failure noKey() {
        return Failure.failed(Problem.of("CD-765", "there is no key to sign with")
                .because("pipeline.yaml has no `sign` block")
                .remedy("add sign: {key: ...}; docs/supply-chain.md tells how to make a key"));
    }
}
