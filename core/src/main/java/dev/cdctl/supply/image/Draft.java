package dev.cdctl.supply.image;

import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.artifact.oci.OciLayout.Blob;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes what a signature consists of into a layout, from where it is pushed like an image. */
record Draft(OciLayout layout) {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String EMPTY = "application/vnd.oci.empty.v1+json";

    /** What kind of artifact a signature is. */
    static final String SIGNATURE = "application/vnd.dev.cosign.artifact.sig.v1+json";

    /** The layer that is the signature. */
    Json.Obj layer(ImageSignature signature) throws IOException {
        Json annotations = Json.object()
                .put(ImageSignature.ANNOTATION, signature.signature())
                .build();
        return descriptor(blob(ImageSignature.TYPE, signature.payload()))
                .put("annotations", annotations)
                .build();
    }

    /** The image of the tag {@code .sig}, with these layers. */
    OciLayout.Image signatures(ImageSignature added, List<Json.Obj> layers) throws IOException {
        List<String> digests =
                layers.stream().map(layer -> layer.need("digest")).toList();
        Json rootfs = Json.object()
                .put("type", "layers")
                .put("diff_ids", Json.ofTexts(digests))
                .build();
        Blob config = blob(
                CONFIG,
                JsonText.line(Json.object()
                        .put("architecture", "")
                        .put("os", "")
                        .put("config", Json.object().build())
                        .put("rootfs", rootfs)
                        .build()));
        Json manifest = Json.object()
                .put("schemaVersion", 2)
                .put("mediaType", MANIFEST)
                .put("config", descriptor(config).build())
                .put("layers", Json.of(layers))
                .build();
        return image(manifest, config, added);
    }

    /** The referrer of OCI 1.1: the signature, and what it is about. */
    OciLayout.Image referrer(ImageSignature added, Json layer, Blob subject) throws IOException {
        Blob config = blob(EMPTY, "{}");
        Json manifest = Json.object()
                .put("schemaVersion", 2)
                .put("mediaType", MANIFEST)
                .put("artifactType", SIGNATURE)
                .put("config", descriptor(config).build())
                .put("layers", Json.of(List.of(layer)))
                .put("subject", descriptor(subject).build())
                .build();
        return image(manifest, config, added);
    }

    private OciLayout.Image image(Json manifest, Blob config, ImageSignature added) throws IOException {
        Blob layer = blob(ImageSignature.TYPE, added.payload());
        return new OciLayout.Image(blob(MANIFEST, JsonText.line(manifest)), config, List.of(layer), "");
    }

    /** The index of referrers for registries that keep none: those of before, and one more. */
    OciLayout.Image index(List<Json.Obj> before, OciLayout.Image referrer) throws IOException {
        Set<Json> all = new LinkedHashSet<>(before);
        all.add(descriptor(referrer.manifest()).put("artifactType", SIGNATURE).build());
        Json index = Json.object()
                .put("schemaVersion", 2)
                .put("mediaType", INDEX)
                .put("manifests", Json.of(List.copyOf(all)))
                .build();
        return new OciLayout.Image(blob(INDEX, JsonText.line(index)), referrer.config(), List.of(), "");
    }

    /** The descriptor of a manifest that is in the registry. */
    static Blob subject(byte[] manifest) {
        String type = JsonText.readObject(new String(manifest, StandardCharsets.UTF_8))
                .text("mediaType")
                .orElse(MANIFEST);
        return new Blob(type, Digest.of(manifest), manifest.length);
    }

    private static Json.Builder descriptor(Blob blob) {
        return Json.object()
                .put("mediaType", blob.type())
                .put("digest", blob.digest().toString())
                .put("size", blob.size());
    }

    private Blob blob(String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Blob blob = new Blob(type, Digest.of(bytes), bytes.length);
        WholeFile.at(layout.file(blob.digest())).write(text);
        return blob;
    }
}
