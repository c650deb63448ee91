package dev.cdctl.artifact.archive;

import java.util.Optional;

/**
 * How much an archive may unpack to, so that a small one cannot fill the disk.
 *
 * @param entries the most entries
 * @param bytes the most bytes, of the archive and of everything in it
 * @param ratio the most bytes that a byte of the archive may become
 * @param freeBytes how many bytes may come out before the ratio counts
 */
public record Limits(int entries, long bytes, long ratio, long freeBytes) {
    private static final long MEBIBYTE = 1024 * 1024;

    /** 100,000 entries, 4 GiB, and 200 to 1 beyond the first 10 MiB. */
    public static Limits usual() {
        return new Limits(100_000, 4096 * MEBIBYTE, 200, 10 * MEBIBYTE);
    }

    /**
     * Whether an archive goes beyond them.
     *
     * @param archiveSize the size of the archive in bytes
     * @param count the entries so far
     * @param unpacked the bytes that came out so far
     * @return what is too much, as the end of a sentence that begins with the archive
     */
    public Optional<String> exceededBy(long archiveSize, long count, long unpacked) {
        if (count > entries) {
            return Optional.of("has more than " + entries + " entries");
        }
        if (archiveSize > bytes || unpacked > bytes) {
            return Optional.of("is greater than " + bytes + " bytes");
        }
        if (unpacked > freeBytes && unpacked / ratio >= archiveSize) {
            return Optional.of("becomes more than " + ratio + " times as large");
        }
        return Optional.empty();
    }
}
