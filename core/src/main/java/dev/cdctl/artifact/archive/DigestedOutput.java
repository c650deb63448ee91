package dev.cdctl.artifact.archive;

import dev.cdctl.model.Digest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Passes bytes on, and knows how many they were and what their digest is. Not thread-safe. */
public final class DigestedOutput extends FilterOutputStream {
    private final MessageDigest sha256;
    private long size;

    /** Passes them on to that stream. */
    public DigestedOutput(OutputStream out) {
        super(out);
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        sha256.update(bytes, offset, length);
        size += length;
    }

    /** How many bytes went through. */
    public long size() {
        return size;
    }

    /** The digest of what went through; asked once, at the end. */
    public Digest digest() {
        return new Digest(HexFormat.of().formatHex(sha256.digest()));
    }
}
