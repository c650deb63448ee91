package dev.cdctl.adapter.process;

import dev.cdctl.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Unpacks an archive; the machine gives it an empty folder and throws the folder away when this fails. */
@FunctionalInterface
public interface Unpacker {
    /**
     * Unpacks everything.
     *
     * @param archive read at most once
     * @param expected of the archive's bytes
     * @param into an empty folder
     * @throws dev.cdctl.model.Failure when the bytes are not those, or an entry is not safe
     */
    void unpack(InputStream archive, Digest expected, Path into) throws IOException;
}
