package dev.cdctl.supply.image;

import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.supply.key.SigningKey;
import dev.cdctl.supply.key.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A signature of an image in the form that cosign reads: the "simple signing" payload of the containers/image project,
 * and its signature.
 *
 * @param payload what is signed, JSON
 * @param signature in DER, Base64
 */
record ImageSignature(String payload, String signature) {
    /** The media type of the payload. */
    static final String TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";

    /** The annotation of the payload's layer that has the signature. */
    static final String ANNOTATION = "dev.cosignproject.cosign/signature";

    /** Signs what is said of an image. */
    static ImageSignature of(String payload, SigningKey key) {
        byte[] signature = key.sign(payload.getBytes(StandardCharsets.UTF_8));
        return new ImageSignature(payload, Base64.getEncoder().encodeToString(signature));
    }

    /** The signature that a layer is, when the owner of that key signed that payload. */
    static Optional<ImageSignature> read(Json.Obj layer, String payload, VerifyingKey key) {
        byte[] signed = payload.getBytes(StandardCharsets.UTF_8);
        return layer.object("annotations")
                .filter(any -> layer.text("digest")
                        .equals(Optional.of(Digest.of(signed).toString())))
                .flatMap(annotations -> annotations.text(ANNOTATION))
                .filter(text -> key.verifies(signed, Base64.getDecoder().decode(text)))
                .map(text -> new ImageSignature(payload, text));
    }

    /** What is said of an image: where it is, and the digest of its manifest. */
    static String payload(ImageRef image) {
        Json.Obj critical = Json.object()
                .put(
                        "identity",
                        Json.object()
                                .put("docker-reference", image.registry() + "/" + image.repository())
                                .build())
                .put(
                        "image",
                        Json.object()
                                .put("docker-manifest-digest", image.digest().toString())
                                .build())
                .put("type", "cosign container image signature")
                .build();
        return JsonText.line(Json.object()
                .put("critical", critical)
                .put("optional", new Json.Null())
                .build());
    }

    /**
     * The image that a payload is about.
     *
     * @throws dev.cdctl.json.JsonException when it says none
     */
    static Digest digest(byte[] payload) {
        return JsonText.readObject(new String(payload, StandardCharsets.UTF_8))
                .object("critical")
                .flatMap(critical -> critical.object("image"))
                .map(image -> Digest.parse(image.need("docker-manifest-digest")))
                .orElseThrow(() -> new JsonException("it is a payload of no image"));
    }
}
