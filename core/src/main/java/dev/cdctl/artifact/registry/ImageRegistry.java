package dev.cdctl.artifact.registry;

import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import java.util.Optional;
import java.util.function.Consumer;

/** A registry of images. Every call has a deadline; none shows a password. */
public interface ImageRegistry {
    /** Where it is. */
    RegistryAddress address();

    /** What a tag points to; empty when it points to nothing. */
    Optional<Digest> tagged(String repository, String tag);

    /**
     * Brings an image there: what is there already is not sent again, and the manifest comes last, so that the image is
     * seen whole or not at all. Then it is read back by its digest and compared.
     *
     * @param progress takes a few words on how far it is
     * @return the bytes that were sent; 0 when all of it was there
     * @throws Failure failed, when the registry gives back something else
     */
    long push(String repository, OciLayout layout, OciLayout.Image image, Consumer<String> progress);

    /** Lets a tag point to an image that is there. */
    void tag(String repository, String tag, OciLayout layout, OciLayout.Image image);

    /**
     * The bytes of a manifest, compared with its digest.
     *
     * @throws Failure when it is not there, or something else is
     */
    byte[] manifest(ImageRef image);

    /**
     * The list of what refers to an image, as an OCI index, by the API of the OCI distribution specification 1.1; empty
     * when the registry keeps none, and clients keep the index under the tag {@code sha256-<hex>}.
     */
    Optional<byte[]> referrers(String repository, Digest image);

    /**
     * The bytes of a small blob, compared with its digest.
     *
     * @throws Failure when it is not there, or something else is
     */
    byte[] blob(String repository, Digest digest);
}
