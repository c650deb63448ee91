package dev.cdctl.supply;

import dev.cdctl.artifact.Packager;
import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.artifact.oci.LayerReader;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.engine.Step;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.supply.key.SigningKey;
import dev.cdctl.supply.sbom.Bom;
import dev.cdctl.supply.sbom.Contents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Puts beside a release that was just pushed what others can check of it: bills of materials, provenance, and with a key
 * its signature. What is there already is not added again.
 *
 * @param folder of pipeline.yaml
 * @param provenance tells how the release of that file was built
 * @param time when its commit was made
 * @param key reads the key, when there is one; asked only when something is signed
 */
public record AttestStep(
        Path folder,
        Repository repository,
        Function<ReleaseFile, Slsa> provenance,
        Instant time,
        Optional<Supplier<SigningKey>> key)
        implements Step {
    @Override
    public String name() {
        return "attest";
    }

    @Override
    public String describe() {
        return "add the bills of materials and the provenance" + (key.isPresent() ? ", and sign" : "");
    }

    @Override
    public boolean done() {
        return ReleaseFile.find(folder)
                .filter(file -> file.isPackaged() && file.pushed().isPresent())
                .flatMap(this::pushed)
                .filter(this::isComplete)
                .isPresent();
    }

    private Optional<ReleaseManifest> pushed(ReleaseFile file) {
        ReleaseManifest manifest = file.manifest();
        return repository.find(manifest.service(), manifest.version()).filter(manifest::equals);
    }

    private boolean isComplete(ReleaseManifest manifest) {
        Attestations known = Attestations.of(repository.evidence(manifest));
        boolean signed = key.isEmpty() || known.have(Attestation.What.SIGNATURE, ReleaseStatement.of(manifest));
        List<Digest> described = known.all(Attestation.What.SBOM)
                .flatMap(each -> each.statement().subjects().stream())
                .map(Statement.Subject::digest)
                .toList();
        return signed
                && known.all(Attestation.What.PROVENANCE).findAny().isPresent()
                && manifest.artifacts().stream().allMatch(item -> described.contains(item.digest()))
                && manifest.images().stream()
                        .filter(image -> layers(image).isPresent())
                        .allMatch(image -> described.contains(image.digest()));
    }

    @Override
    public String run(Consumer<String> progress) {
        ReleaseFile file = ReleaseFile.read(folder);
        Optional<SigningKey> signing = key.map(Supplier::get);
        Signing book = new Signing(repository, file.manifest(), signing);
        for (ReleaseManifest.Item item : file.manifest().artifacts()) {
            progress.accept(item.file());
            book.add(Attestation.What.SBOM, sbom(file.manifest(), item));
        }
        for (ReleaseManifest.Image image : file.manifest().images()) {
            progress.accept("image " + image.name());
            layers(image).ifPresent(layers -> book.add(Attestation.What.SBOM, sbom(file.manifest(), image, layers)));
        }
        book.addOnce(Attestation.What.PROVENANCE, provenance.apply(file).statement());
        if (signing.isPresent()) {
            book.add(Attestation.What.SIGNATURE, ReleaseStatement.of(file.manifest()));
        }
        return signing.map(used -> "signed by " + used).orElse("not signed");
    }

    private Statement sbom(ReleaseManifest manifest, ReleaseManifest.Item item) {
        Path archive = Packager.dist(folder).resolve(item.file());
        Json.Obj bom = Bom.of(manifest, item, time).of(Contents.of(archive, item.digest()));
        return new Statement(List.of(new Statement.Subject(item.file(), item.digest())), Bom.PREDICATE, bom);
    }

    private Statement sbom(ReleaseManifest manifest, ReleaseManifest.Image image, LayerReader layers) {
        Json.Obj bom = Bom.of(manifest, image, time).of(Contents.of(layers.layout(), layers.image()));
        return new Statement(List.of(new Statement.Subject(image.name().text(), image.digest())), Bom.PREDICATE, bom);
    }

    /** The layers of an image that lies here; empty when another one does, or when they are packed by zstd. */
    private Optional<LayerReader> layers(ReleaseManifest.Image image) {
        OciLayout layout = OciLayout.of(Packager.dist(folder), image.name());
        Optional<LayerReader> layers = layout.whole()
                .filter(found -> found.manifest().digest().equals(image.digest()))
                .map(found -> new LayerReader(layout, found));
        try {
            return layers.isPresent() && layers.get().canRead() ? layers : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
