package dev.cdctl.script.cache;

import dev.cdctl.model.Digest;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What stages made, kept for every repository of a user: files by their digests in {@code objects}, and what each
 * fingerprint made in {@code entries}. Nothing in it is trusted: an entry or a file that is damaged is not there.
 * Several programs may use it at once: files are put into place whole, and a file that is there is never written again.
 *
 * @param folder where it is
 * @param limit how many bytes it may have
 */
public record StageCache(Path folder, long limit) {
    /** The variable with the largest size, such as {@code 500M} or {@code 10G}. */
    public static final String SIZE = "CDCTL_STAGE_CACHE";

    private static final long USUAL = 2L << 30;

    /** The cache of the user, of 2 GiB unless {@link #SIZE} says otherwise; empty when there is no home or it is 0. */
    public static Optional<StageCache> of(Map<String, String> variables) {
        long limit =
                Optional.ofNullable(variables.get(SIZE)).map(StageCache::bytes).orElse(USUAL);
        String own = variables.getOrDefault("XDG_CACHE_HOME", "");
        String home = variables.getOrDefault("HOME", "");
        if (limit == 0 || own.isBlank() && home.isBlank()) {
            return Optional.empty();
        }
        Path base = !own.isBlank() && Path.of(own).isAbsolute() ? Path.of(own) : Path.of(home, ".cache");
        return Optional.of(new StageCache(base.resolve("cdctl").resolve("stages"), limit));
    }

    /** A size with its unit: {@code 0}, {@code 500M}, {@code 10G}; the usual size when it is none. */
    private static long bytes(String text) {
        if (!text.matches("[0-9]{1,9}[KMG]?")) {
            return USUAL;
        }
        String digits = text.replaceAll("[KMG]", "");
        int shift = text.endsWith("K") ? 10 : text.endsWith("M") ? 20 : text.endsWith("G") ? 30 : 0;
        return Long.parseLong(digits) << shift;
    }

    /** What that fingerprint made, when it is known. */
    public Optional<Entry> find(Digest fingerprint) {
        try {
            return Entry.parse(Files.readString(entry(fingerprint)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps what a fingerprint made; its files are kept already. */
    void keep(Digest fingerprint, Entry made) throws IOException {
        WholeFile.at(entry(fingerprint)).write(made.text());
    }

    /** No longer knows what that fingerprint made. */
    void forget(Digest fingerprint) throws IOException {
        Files.deleteIfExists(entry(fingerprint));
    }

    /** Says that an entry was of use, so that others go before it. */
    public void used(Digest fingerprint) {
        try {
            Files.setLastModifiedTime(entry(fingerprint), FileTime.from(Instant.now()));
        } catch (IOException e) {
            // Somebody removed it in between, or may only read it.
        }
    }

    /** Keeps the content of a file, and says what it is; not flushed to the disk, since it is compared when it is used. */
    Digest keep(Path file) throws IOException {
        Path part = Files.createDirectories(folder.resolve("objects")).resolve("." + UUID.randomUUID() + ".tmp");
        try {
            Digest digest = copy(file, part);
            Path object = object(digest);
            if (holds(object, digest)) {
                // As young as if it had just been put there: the entry that needs it is not written yet.
                Files.setLastModifiedTime(object, FileTime.from(Instant.now()));
            } else {
                Files.createDirectories(object.resolveSibling(""));
                Files.move(part, object, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return digest;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static boolean holds(Path object, Digest digest) throws IOException {
        return Files.isRegularFile(object, LinkOption.NOFOLLOW_LINKS)
                && Digest.of(object).equals(digest);
    }

    /**
     * Copies a content that was kept.
     *
     * @return false when it is not there or not what it was; the target is not to be used then
     */
    boolean copy(Digest digest, Path target) throws IOException {
        Path object = object(digest);
        return Files.isRegularFile(object, LinkOption.NOFOLLOW_LINKS)
                && copy(object, target).equals(digest);
    }

    /** Copies a file, and says what was copied. */
    private static Digest copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from);
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
                OutputStream out = Files.newOutputStream(to)) {
            digested.transferTo(out);
            return new Digest(
                    HexFormat.of().formatHex(digested.getMessageDigest().digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Path entry(Digest fingerprint) {
        return folder.resolve("entries").resolve(fingerprint.hex());
    }

    Path object(Digest digest) {
        return folder.resolve("objects").resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }
}
