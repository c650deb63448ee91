package dev.cdctl.artifact.registry;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;

/** One image in a registry, for ever the same bytes; a tag is only a label that can be moved. */
public record ImageRef(String registry, String repository, Digest digest) {
    /** The image of that name at that address. */
    public static ImageRef of(RegistryAddress address, Name image, Digest digest) {
        return new ImageRef(address.host(), address.repository(image), digest);
    }

    /** {@code registry.example:5000/team/books@sha256:...}: what an engine pulls. */
    @Override
    public String toString() {
        return registry + "/" + repository + "@" + digest;
    }
}
