package dev.cdctl.model;

import dev.cdctl.model.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of some bytes, which identifies them.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {
    private static final int LENGTH = 64;
    private static final String PREFIX = "sha256:";
    /** From here on, the JDK's is faster even when it has to be set up first. */
    private static final int LARGE = 16 * 1024;

    /** Refuses what is not 64 lower-case hexadecimal digits. */
    public Digest {
        if (!isHex(hex)) {
            throw new IllegalArgumentException("not a sha256: " + hex);
        }
    }

    /** Looked at by hand, as in {@link Name}. */
    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return text.length() == LENGTH;
    }

    /** Reads {@code sha256:<hex>}. */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("not a digest: " + text);
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        byte[] digest = bytes.length < LARGE ? Sha256.of(bytes) : sha256().digest(bytes);
        return new Digest(HexFormat.of().formatHex(digest));
    }

    /** The digest of this text in UTF-8. */
    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of a file's content, read in pieces. */
    public static Digest of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The digest of everything that is still to be read, in pieces. */
    public static Digest of(InputStream in) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return new Digest(HexFormat.of().formatHex(digest.digest()));
    }

    /** The first twelve digits, enough for a person to tell releases apart. */
    public String brief() {
        return hex.substring(0, 12);
    }

    /** Written out for a quick start, as in {@link Name}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest that && hex.equals(that.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    /** {@code sha256:<hex>}. */
    @Override
    public String toString() {
        return PREFIX + hex;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
