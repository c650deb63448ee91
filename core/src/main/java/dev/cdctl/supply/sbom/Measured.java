package dev.cdctl.supply.sbom;

import dev.cdctl.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes that are digested while they are read. Not thread-safe; closing it leaves what it reads from open. */
final class Measured extends FilterInputStream {
    private final MessageDigest digest;

    private Measured(DigestInputStream in) {
        super(in);
        this.digest = in.getMessageDigest();
    }

    static Measured of(InputStream in) {
        try {
            return new Measured(new DigestInputStream(in, MessageDigest.getInstance("SHA-256")));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        // Whoever opened the bytes closes them.
    }

    /** Reads the rest, and tells the digest of everything. */
    Digest rest() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        return new Digest(HexFormat.of().formatHex(digest.digest()));
    }
}
