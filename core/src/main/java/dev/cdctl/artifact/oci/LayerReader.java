package dev.cdctl.artifact.oci;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads the files of an image layer by layer, the lowest first. What a layer removes from those below it is named by
 * whiteouts (OCI image specification, "Layer Filesystem Changeset"); they count before the layer's own files.
 */
public record LayerReader(OciLayout layout, OciLayout.Image image) {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    /** Takes what is found; paths are relative to the root, without a slash at their beginning. */
    public interface Files {
        /** A regular file, in the place of what was at that path. */
        void file(String path, InputStream content) throws IOException;

        /** Whatever was at that path, or below it, is there no more. */
        void removed(String path);
    }

    /** Whether every layer is packed in a way that can be read: not at all, or by gzip. */
    public boolean canRead() throws IOException {
        for (OciLayout.Blob blob : image.layers()) {
            try (BufferedInputStream in = new BufferedInputStream(layout.open(blob), 1 << 16)) {
                Layers.Kind kind = Layers.Kind.of(in);
                if (kind != Layers.Kind.GZIP && kind != Layers.Kind.TAR) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Tells every file and what is removed. */
    public void read(Files files) throws IOException {
        for (OciLayout.Blob blob : image.layers()) {
            each(blob, (entry, path, tar) -> whiteout(path, files));
            each(blob, (entry, path, tar) -> entry(entry, path, tar, files));
        }
    }

    private static void whiteout(String path, Files files) {
        int slash = path.lastIndexOf('/') + 1;
        String name = path.substring(slash);
        if (name.equals(OPAQUE)) {
            files.removed(path.substring(0, Math.max(0, slash - 1)));
        } else if (name.startsWith(WHITEOUT)) {
            files.removed(path.substring(0, slash) + name.substring(WHITEOUT.length()));
        }
    }

    /** A link takes the place of what was there, and has no bytes of its own. */
    private static void entry(TarArchiveEntry entry, String path, InputStream tar, Files files) throws IOException {
        if (path.substring(path.lastIndexOf('/') + 1).startsWith(WHITEOUT)) {
            return;
        }
        if (entry.isSymbolicLink() || entry.isLink()) {
            files.removed(path);
        } else if (entry.isFile()) {
            files.file(path, tar);
        }
    }

    private interface Entry {
        void take(TarArchiveEntry entry, String path, InputStream tar) throws IOException;
    }

    private void each(OciLayout.Blob blob, Entry action) throws IOException {
        try (BufferedInputStream in = new BufferedInputStream(layout.open(blob), 1 << 16)) {
            boolean packed = Layers.Kind.of(in) == Layers.Kind.GZIP;
            InputStream plain = packed ? new GZIPInputStream(in) : in;
            TarArchiveInputStream tar = new TarArchiveInputStream(plain, StandardCharsets.UTF_8.name());
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                action.take(entry, path(entry.getName()), tar);
            }
        }
    }

    private static String path(String name) {
        return name.replaceFirst("^(\\.?/)+", "").replaceFirst("/+$", "");
    }
}
