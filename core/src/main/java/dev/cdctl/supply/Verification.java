package dev.cdctl.supply;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.supply.sbom.Bom;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks everything that lies in the repository of a release: its bytes, its signatures, its provenance and its bills of
 * materials.
 *
 * @param trust whose signatures count
 */
public record Verification(Repository repository, ReleaseManifest manifest, Trust trust) {
    private static final String SBOM = "bill of materials of ";

    /**
     * One thing that was checked.
     *
     * @param what what was checked
     * @param result what was found, in a few words
     */
    public record Finding(String what, boolean right, String result) {}

    /** Checks everything, and tells each check. */
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                "release.json",
                true,
                manifest.release().digest() + ", " + manifest.release().brief()));
        manifest.artifacts().forEach(item -> findings.add(bytes(item)));
        List<Json.Obj> evidence = repository.evidence(manifest);
        Attestations known = Attestations.of(evidence);
        signatures(evidence, known, findings);
        findings.add(provenance(known));
        manifest.artifacts()
                .forEach(item -> findings.add(sbom(known, new Statement.Subject(item.file(), item.digest()))
                        .orElse(new Finding(SBOM + item.file(), false, "there is none of these bytes"))));
        manifest.images()
                .forEach(image -> findings.add(sbom(
                                known, new Statement.Subject(image.name().text(), image.digest()))
                        .orElse(new Finding(
                                SBOM + image.name(), true, "there is none; layers packed by zstd are not read"))));
        return findings;
    }

    /**
     * Compares the bytes of every artifact with its digest.
     *
     * @throws Failure refused, with every artifact that has other bytes
     */
    public static void requireBytes(Repository repository, ReleaseManifest manifest) {
        Verification check = new Verification(repository, manifest, new Trust(List.of()));
        Problems problems = new Problems();
        manifest.artifacts().stream()
                .map(check::bytes)
                .filter(finding -> !finding.right())
                .forEach(finding -> problems.add(Problem.of("CD-769", finding.what() + " is not what was pushed")
                        .because(finding.result())
                        .remedy("find out who changed it; push the release again under a new version")));
        problems.throwIfAny(Failure.Kind.REFUSED);
    }

    private Finding bytes(ReleaseManifest.Item item) {
        try (InputStream content = repository.open(manifest, item)) {
            Digest digest = Digest.of(content);
            return digest.equals(item.digest())
                    ? new Finding(item.file(), true, digest.toString())
                    : new Finding(item.file(), false, "is " + digest + ", and should be " + item.digest());
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.UNREACHABLE) {
                throw e;
            }
            return new Finding(item.file(), false, e.problems().get(0).why());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Signatures by others do no harm; one by a trusted key must be there. */
    private void signatures(List<Json.Obj> evidence, Attestations known, List<Finding> findings) {
        for (Attestation signature : known.signatures()) {
            boolean same = signature.statement().equals(ReleaseStatement.of(manifest));
            findings.add(new Finding(
                    "signature", true, same ? by(signature).orElse("by an unknown key") : "of another release"));
        }
        trust.objection(manifest, evidence)
                .ifPresent(problem -> findings.add(new Finding("signed by " + trust.names(), false, problem.why())));
    }

    private Optional<String> by(Attestation attestation) {
        return attestation
                .signer(trust.keys())
                .map(key -> "by " + key.name() + ", key " + key.id().brief());
    }

    private Finding provenance(Attestations known) {
        List<Attestation> about = known.all(Attestation.What.PROVENANCE)
                .filter(each -> each.statement().predicateType().equals(Slsa.PREDICATE))
                .filter(each -> each.statement().subjects().equals(ReleaseStatement.subjects(manifest)))
                .toList();
        return about.stream()
                .filter(each -> each.signer(trust.keys()).isPresent())
                .findFirst()
                .map(each -> new Finding("provenance", true, builder(each) + ", signed " + by(each).orElse("")))
                .orElseGet(() -> about.isEmpty()
                        ? new Finding("provenance", false, "there is none of this release")
                        : new Finding("provenance", true, builder(about.get(0)) + ", not signed by a trusted key"));
    }

    private static String builder(Attestation provenance) {
        return "built by "
                + provenance
                        .statement()
                        .predicate()
                        .object("runDetails")
                        .flatMap(details -> details.object("builder"))
                        .flatMap(builder -> builder.text("id"))
                        .orElse("nobody knows whom");
    }

    private Optional<Finding> sbom(Attestations known, Statement.Subject subject) {
        List<Attestation> about = known.all(Attestation.What.SBOM)
                .filter(each -> each.statement().predicateType().equals(Bom.PREDICATE))
                .filter(each -> each.statement().subjects().equals(List.of(subject)))
                .toList();
        if (about.isEmpty()) {
            return Optional.empty();
        }
        Attestation best = about.stream()
                .filter(each -> each.signer(trust.keys()).isPresent())
                .findFirst()
                .orElse(about.get(0));
        int components = best.statement().predicate().items("components").size();
        String signed = by(best).map(key -> ", signed " + key).orElse(", not signed by a trusted key");
        String count = components + (components == 1 ? " component" : " components");
        return Optional.of(new Finding(SBOM + subject.name(), true, count + signed));
    }
}
