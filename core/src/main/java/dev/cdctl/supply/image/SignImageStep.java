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
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.supply.key.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
                        .tagged(to.repository(), tag(digest) + ".sig")
                        .isPresent())
                .isPresent();
    }

    private Optional<Digest> digest(ReleaseFile file) {
        return file.manifest().images().stream()
                .filter(each -> each.name().equals(image))
                .map(ReleaseManifest.Image::digest)
                .findFirst();
    }

    /** A digest as a tag, which cannot have a colon. */
    static String tag(Digest digest) {
        return "sha256-" + digest.hex();
    }

    @Override
    public String run(Consumer<String> progress) {
        Digest digest = digest(ReleaseFile.read(folder)).orElseThrow(() -> failed("it is not in the release"));
        SigningKey signing = key.get();
        ImageSignature signature =
                ImageSignature.of(new ImageRef(to.address().host(), to.repository(), digest), signing);
        OciLayout layout = new OciLayout(Packager.dist(folder).resolve(image + ".sig.oci"));
        try {
            sign(new Draft(layout), digest, signature, progress);
        } catch (IOException e) {
            throw failed(String.valueOf(e)).causedBy(e);
        }
        return digest.brief() + " by " + signing;
    }

    private void sign(Draft draft, Digest digest, ImageSignature signature, Consumer<String> progress)
            throws IOException {
        Json layer = draft.layer(signature);
        OciLayout.Blob subject = Draft.subject(registry.get().manifest(reference(digest)));
        OciLayout.Image referrer = draft.referrer(signature, layer, subject);
        registry.get().push(to.repository(), draft.layout(), referrer, progress);
        if (registry.get().referrers(to.repository(), digest).isEmpty()) {
            tag(draft, tag(digest), draft.index(earlier(tag(digest), "manifests"), referrer));
        }
        // Last, because it is what tells that all is done.
        List<Json> layers = new ArrayList<>(earlier(tag(digest) + ".sig", "layers"));
        layers.add(layer);
        OciLayout.Image signatures = draft.signatures(signature, layers);
        registry.get().push(to.repository(), draft.layout(), signatures, progress);
        tag(draft, tag(digest) + ".sig", signatures);
    }

    private void tag(Draft draft, String tag, OciLayout.Image image) {
        registry.get().tag(to.repository(), tag, draft.layout(), image);
    }

    /** What that tag lists already, from other keys. */
    private List<Json> earlier(String tag, String member) {
        return registry.get()
                .tagged(to.repository(), tag)
                .map(found -> registry.get().manifest(reference(found)))
                .map(bytes -> JsonText.readObject(new String(bytes, StandardCharsets.UTF_8))
                        .items(member))
                .orElse(List.of());
    }

    private ImageRef reference(Digest digest) {
        return new ImageRef(to.address().host(), to.repository(), digest);
    }

    private Failure failed(String why) {
        return Failure.failed(Problem.of("CD-770", "the image " + image + " cannot be signed")
                .because(why)
                .remedy("run `cdctl package` and `cdctl push` again"));
    }
}
