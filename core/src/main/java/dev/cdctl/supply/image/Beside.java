package dev.cdctl.supply.image;

import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.ImageRegistry;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What lies beside an image in its registry. Whoever may push there wrote it, so all of it may be of another form than
 * it should be: then a {@link dev.cdctl.json.JsonException}, an {@link IllegalArgumentException} or a
 * {@link ClassCastException} is thrown.
 */
record Beside(ImageRegistry registry, ImageRef image) {
    /** What ends the tag that cosign reads signatures from. */
    static final String SIGNATURES = ".sig";

    /** What lists the referrers of an image, and who keeps the list. */
    record Referrers(List<Json.Obj> descriptors, String keeper) {}

    /** The digest of the image as a tag, which cannot have a colon. */
    String tag() {
        return "sha256-" + image.digest().hex();
    }

    /** The layers that are signatures, each once: those that cosign reads, and those that refer to the image. */
    Set<Json.Obj> signatures() {
        Set<Json.Obj> layers = new LinkedHashSet<>(listed(SIGNATURES, "layers"));
        for (Json.Obj each : referrers().descriptors()) {
            if (each.text("artifactType").equals(Optional.of(Draft.SIGNATURE))) {
                layers.addAll(manifest(each).objects("layers"));
            }
        }
        return layers;
    }

    /** Registries of OCI 1.1 keep the list themselves; for others it is an index with a tag. */
    Referrers referrers() {
        return registry.referrers(image.repository(), image.digest())
                .map(index -> new Referrers(json(index).objects("manifests"), "the registry"))
                .orElseGet(() -> new Referrers(listed("", "manifests"), "the tag " + tag()));
    }

    /** A list in the manifest that the tag of the image with this end points to; empty when there is no such tag. */
    List<Json.Obj> listed(String end, String member) {
        return registry.tagged(image.repository(), tag() + end)
                .map(digest -> json(registry.manifest(at(digest))).objects(member))
                .orElse(List.of());
    }

    /** The manifest that a descriptor is of. */
    Json.Obj manifest(Json.Obj descriptor) {
        return json(registry.manifest(at(Digest.parse(descriptor.need("digest")))));
    }

    private ImageRef at(Digest digest) {
        return new ImageRef(image.registry(), image.repository(), digest);
    }

    private static Json.Obj json(byte[] bytes) {
        return JsonText.readObject(new String(bytes, StandardCharsets.UTF_8));
    }
}
