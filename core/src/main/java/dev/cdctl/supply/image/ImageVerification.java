package dev.cdctl.supply.image;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.ImageRegistry;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.supply.Trust;
import dev.cdctl.supply.Verification.Finding;
import dev.cdctl.supply.key.VerifyingKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the images of a release in their registry: that they are there with the bytes that the release names, who signed
 * them, and what refers to them.
 *
 * @param trust whose signatures count
 */
public record ImageVerification(ImageRegistry registry, Trust trust) {
    /**
     * Checks every image, and tells each check.
     *
     * @throws Failure unreachable, when the registry is
     */
    public List<Finding> run(ReleaseManifest manifest) {
        List<Finding> findings = new ArrayList<>();
        for (ReleaseManifest.Image image : manifest.images()) {
            ImageRef ref = ImageRef.of(registry.address(), image.name(), image.digest());
            Finding bytes = check("image " + image.name(), () -> bytes(ref));
            findings.add(bytes);
            if (bytes.right()) {
                findings.add(check("signature of image " + image.name(), () -> signature(ref)));
                findings.add(check("referrers of image " + image.name(), () -> referrers(ref)));
            }
        }
        return findings;
    }

    /** Something is not as it should be. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String why;

        Wrong(String why) {
            super(why);
            this.why = why;
        }
    }

    /** A check tells what it found, or throws why it is wrong. */
    private interface Check {
        String run();
    }

    /** What anyone can push is read with care: what is not of its form is wrong, and no more. */
    private static Finding check(String what, Check check) {
        try {
            return new Finding(what, true, check.run());
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.UNREACHABLE) {
                throw e;
            }
            return new Finding(what, false, e.problems().get(0).why());
        } catch (Wrong e) {
            return new Finding(what, false, e.why);
        } catch (JsonException | IllegalArgumentException | ClassCastException e) {
            return new Finding(what, false, "it cannot be read: " + e.getMessage());
        }
    }

    private String bytes(ImageRef image) {
        if (registry.tagged(image.repository(), image.digest().toString()).isEmpty()) {
            throw new Wrong("there is no " + image);
        }
        registry.manifest(image);
        return image.toString();
    }

    private String signature(ImageRef image) {
        Set<Json.Obj> layers = new Beside(registry, image).signatures();
        for (Json.Obj layer : layers) {
            Optional<VerifyingKey> signer = signer(image, layer);
            if (signer.isPresent()) {
                return "by " + signer.get().name() + ", key "
                        + signer.get().id().brief();
            }
        }
        return (layers.isEmpty() ? "there is none" : "none is by a trusted key") + "; that of the release covers it";
    }

    /** Whose signature a layer is; a trusted key that signed another image is worse than none. */
    private Optional<VerifyingKey> signer(ImageRef image, Json.Obj layer) {
        Optional<byte[]> signature = layer.object("annotations")
                .flatMap(annotations -> annotations.text(ImageSignature.ANNOTATION))
                .map(text -> Base64.getDecoder().decode(text));
        if (signature.isEmpty()) {
            return Optional.empty();
        }
        byte[] payload = registry.blob(image.repository(), Digest.parse(layer.need("digest")));
        Optional<VerifyingKey> signer = trust.keys().stream()
                .filter(key -> key.verifies(payload, signature.get()))
                .findFirst();
        if (signer.isPresent() && !ImageSignature.digest(payload).equals(image.digest())) {
            throw new Wrong("it says that it is of " + ImageSignature.digest(payload));
        }
        return signer;
    }

    private String referrers(ImageRef image) {
        Beside beside = new Beside(registry, image);
        Beside.Referrers found = beside.referrers();
        for (Json.Obj each : found.descriptors()) {
            Json.Obj subject =
                    beside.manifest(each).object("subject").orElseThrow(() -> new JsonException("no subject"));
            if (!subject.need("digest").equals(image.digest().toString())) {
                throw new Wrong(each.need("digest") + " refers to " + subject.need("digest"));
            }
        }
        return found.descriptors().size() + ", listed by " + found.keeper();
    }
}
