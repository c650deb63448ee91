package dev.cdctl.supply.image;

import dev.cdctl.artifact.Packager;
import dev.cdctl.artifact.ReleaseFile;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.ImageRegistry;
import dev.cdctl.artifact.registry.PushImageStep;
import dev.cdctl.engine.Step;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.supply.key.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Signs an image that was just pushed, in the two forms that others read: as the tag {@code sha256-<hex>.sig}, and as a
 * referrer of OCI 1.1 with the tag {@code sha256-<hex>} for registries that keep no list of referrers.
 *
 * @param folder of pipeline.yaml
 * @param to where the image was pushed to
 * @param key reads the key; asked only when something is signed
 */
public record SignImageStep(
        Path folder, Name image, PushImageStep.Address to, Supplier<ImageRegistry> registry, Supplier<SigningKey> key)
        implements Step {
    @Override
    public String name() {
        return "sign-image-" + image;
    }

    @Override
    public String describe() {
        return "sign image " + image + " beside " + to;
    }

    @Override
    public boolean done() {
        return ReleaseFile.find(folder)
                .flatMap(this::digest)
                .filter(digest -> registry.get()
                        .tagged(to.repository(), beside(digest).tag() + Beside.SIGNATURES)
                        .isPresent())
                .isPresent();
    }

    private Optional<Digest> digest(ReleaseFile file) {
        return file.manifest().images().stream()
                .filter(each -> each.name().equals(image))
                .map(ReleaseManifest.Image::digest)
                .findFirst();
    }

    @Override
    public String run(Consumer<String> progress) {
        Digest digest = digest(ReleaseFile.read(folder)).orElseThrow(() -> failed("it is not in the release"));
        SigningKey signing = key.get();
        OciLayout layout = new OciLayout(Packager.dist(folder).resolve(image + ".sig.oci"));
        try {
            Beside beside = beside(digest);
            sign(new Draft(layout), beside, signature(beside, signing), progress);
        } catch (IOException e) {
            throw failed(String.valueOf(e)).causedBy(e);
        } catch (JsonException | IllegalArgumentException | ClassCastException e) {
            throw failed("what lies beside it in the registry cannot be read: " + e.getMessage())
                    .causedBy(e);
        }
        return digest.brief() + " by " + signing;
    }

    /** The one of that key that a push left which did not come to its end, else a new one. */
    private static ImageSignature signature(Beside beside, SigningKey signing) {
        String payload = ImageSignature.payload(beside.image());
        return beside.signatures().stream()
                .flatMap(layer -> ImageSignature.read(layer, payload, signing.verifying()).stream())
                .findFirst()
                .orElseGet(() -> ImageSignature.of(payload, signing));
    }

    private void sign(Draft draft, Beside beside, ImageSignature signature, Consumer<String> progress)
            throws IOException {
        Json.Obj layer = draft.layer(signature);
        OciLayout.Blob subject = Draft.subject(registry.get().manifest(beside.image()));
        OciLayout.Image referrer = draft.referrer(signature, layer, subject);
        registry.get().push(to.repository(), draft.layout(), referrer, progress);
        if (registry.get().referrers(to.repository(), beside.image().digest()).isEmpty()) {
            tag(draft, beside.tag(), draft.index(beside.listed("", "manifests"), referrer));
        }
        // Last, because it is what tells that all is done.
        Set<Json.Obj> layers = new LinkedHashSet<>(beside.listed(Beside.SIGNATURES, "layers"));
        layers.add(layer);
        OciLayout.Image signatures = draft.signatures(signature, List.copyOf(layers));
        registry.get().push(to.repository(), draft.layout(), signatures, progress);
        tag(draft, beside.tag() + Beside.SIGNATURES, signatures);
    }

    private void tag(Draft draft, String tag, OciLayout.Image image) {
        registry.get().tag(to.repository(), tag, draft.layout(), image);
    }

    private Beside beside(Digest digest) {
        return new Beside(registry.get(), new ImageRef(to.address().host(), to.repository(), digest));
    }

    private Failure failed(String why) {
        return Failure.failed(Problem.of("CD-770", "the image " + image + " cannot be signed")
                .because(why)
                .remedy("run `cdctl package` and `cdctl push` again"));
    }
}
