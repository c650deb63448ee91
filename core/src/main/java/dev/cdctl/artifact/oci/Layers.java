package dev.cdctl.artifact.oci;

import dev.cdctl.artifact.archive.DigestedOutput;
import dev.cdctl.model.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Writes the blobs of a layout under their digests. A layer that comes as a plain tar is compressed, always to the same
 * bytes; one that is compressed already is kept as it is.
 */
record Layers(Path blobs) {
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final int BUFFER = 64 * 1024;
    private static final int UNKNOWN_SYSTEM = 255;
    private static final int LEVEL = 6;

    /**
     * A layer that was written.
     *
     * @param plain the digest of the plain tar, when it was seen
     */
    record Layer(OciLayout.Blob blob, Optional<Digest> plain) {}

    /** What bytes begin with. */
    enum Kind {
        TAR,
        GZIP,
        ZSTD,
        OTHER;

        /** Looks at the beginning without taking it; a tar has its mark in the first header, or is empty. */
        static Kind of(BufferedInputStream in) throws IOException {
            in.mark(BUFFER);
            byte[] head = in.readNBytes(512);
            in.reset();
            if (head.length > 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
                return GZIP;
            }
            if (head.length > 3 && (head[0] & 0xff) == 0x28 && (head[1] & 0xff) == 0xb5 && head[2] == 0x2f) {
                return ZSTD;
            }
            boolean tar = head.length == 512
                    && (Arrays.equals(head, 257, 262, new byte[] {'u', 's', 't', 'a', 'r'}, 0, 5)
                            || Arrays.equals(head, new byte[512]));
            return tar ? TAR : OTHER;
        }
    }

    Layer add(BufferedInputStream in, Kind kind) throws IOException {
        if (kind != Kind.TAR) {
            return new Layer(add(in, LAYER + (kind == Kind.ZSTD ? "+zstd" : "+gzip")), Optional.empty());
        }
        Path temporary = temporary();
        try (OutputStream file = Files.newOutputStream(temporary)) {
            DigestedOutput packed = new DigestedOutput(file);
            GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(packed, header());
            DigestedOutput plain = new DigestedOutput(gzip);
            in.transferTo(plain);
            gzip.finish();
            OciLayout.Blob blob = new OciLayout.Blob(LAYER + "+gzip", packed.digest(), packed.size());
            return new Layer(keep(temporary, blob), Optional.of(plain.digest()));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Writes bytes as they are. */
    OciLayout.Blob add(InputStream in, String type) throws IOException {
        Path temporary = temporary();
        try (OutputStream file = Files.newOutputStream(temporary)) {
            DigestedOutput out = new DigestedOutput(file);
            in.transferTo(out);
            return keep(temporary, new OciLayout.Blob(type, out.digest(), out.size()));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private Path temporary() throws IOException {
        Files.createDirectories(blobs);
        return blobs.resolve("." + UUID.randomUUID() + ".tmp");
    }

    private OciLayout.Blob keep(Path temporary, OciLayout.Blob blob) throws IOException {
        Files.move(temporary, blobs.resolve(blob.digest().hex()), StandardCopyOption.REPLACE_EXISTING);
        return blob;
    }

    private static GzipParameters header() {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(LEVEL);
        parameters.setOperatingSystem(UNKNOWN_SYSTEM);
        parameters.setBufferSize(BUFFER);
        return parameters;
    }
}
