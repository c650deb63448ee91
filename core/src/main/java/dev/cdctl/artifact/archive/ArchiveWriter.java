package dev.cdctl.artifact.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Writes an archive in which nothing depends on the machine, the user, the time zone or the moment: every entry has the
 * time that the writer was given, no owner, and mode 0644 or 0755. Closing completes the archive and leaves the stream
 * below open. The compressed bytes come from the zlib of the JDK.
 */
public interface ArchiveWriter extends Closeable {
    /** Fixed, because another level gives other bytes. */
    int LEVEL = 6;

    /**
     * Adds a file.
     *
     * @param content exactly as many bytes as the file's size says; read, not closed
     */
    void add(ArchiveManifest.File file, InputStream content) throws IOException;
}
