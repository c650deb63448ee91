package dev.cdctl.adapter.repository.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checksums of a file in the forms that repositories keep beside it: hexadecimal, by the ending of their file. */
public final class Checksums {
    private static final Map<String, String> ALGORITHMS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

    private Checksums() {}

    /** Of the content of a file, read once and in pieces. */
    public static Map<String, String> of(Path file, List<String> endings) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in, endings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of these bytes. */
    public static Map<String, String> of(byte[] bytes, List<String> endings) {
        try (InputStream in = new java.io.ByteArrayInputStream(bytes)) {
            return of(in, endings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> of(InputStream in, List<String> endings) throws IOException {
        Map<String, MessageDigest> digests = new LinkedHashMap<>();
        endings.forEach(ending -> digests.put(ending, digest(ending)));
        byte[] piece = new byte[64 * 1024];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            for (MessageDigest digest : digests.values()) {
                digest.update(piece, 0, n);
            }
        }
        Map<String, String> sums = new LinkedHashMap<>();
        digests.forEach((ending, digest) -> sums.put(ending, HexFormat.of().formatHex(digest.digest())));
        return sums;
    }

    /** The checksum in the text of such a file, which may also have the name of the file in it. */
    public static String first(String text) {
        return text.strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static MessageDigest digest(String ending) {
        try {
            return MessageDigest.getInstance(ALGORITHMS.getOrDefault(ending, ending));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + ending, e);
        }
    }
}
