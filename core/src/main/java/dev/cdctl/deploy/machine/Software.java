package dev.cdctl.deploy.machine;

import dev.cdctl.artifact.registry.ImageRef;
import dev.cdctl.artifact.registry.Login;
import dev.cdctl.model.Digest;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** What instances run from. */
public sealed interface Software {
    /** What tells it from every other. */
    Digest digest();

    /**
     * A pushed archive.
     *
     * @param content opens it; its bytes are checked against the digest
     */
    record Archive(Digest digest, Supplier<InputStream> content) implements Software {}

    /** An unpacked archive, which becomes the working directory. */
    record Folder(Path path, Digest digest) implements Software {}

    /**
     * What runs already, and was never put there by cdctl.
     *
     * @param digest of its image
     */
    record Existing(Digest digest) implements Software {}

    /**
     * An image in a registry.
     *
     * @param login what the registry asks for, read when something is pulled
     */
    record Image(ImageRef ref, Supplier<Optional<Login>> login) implements Software {
        @Override
        public Digest digest() {
            return ref.digest();
        }
    }
}
