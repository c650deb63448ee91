package dev.cdctl.script.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A file as its folder describes it.
 *
 * @param modified nanoseconds since 1970
 * @param changed when its inode was changed the last time, in nanoseconds since 1970; the largest number where the file
 *     system does not say, so that it is never trusted
 * @param mode type and permissions, as in {@code st_mode}
 */
record FileStat(long size, long modified, long changed, long inode, int mode) {
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int REGULAR = 0100000;
    private static final int OWNER_EXECUTE = 0100;
    private static final int USUAL = 0100644;

    /** Describes a file; a link is described itself. */
    static FileStat of(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return basic(file);
        }
        Map<String, Object> all =
                Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino,mode", LinkOption.NOFOLLOW_LINKS);
        return new FileStat(
                number(all, "size"), nanos(all, "lastModifiedTime"), nanos(all, "ctime"), number(all, "ino"), (int)
                        number(all, "mode"));
    }

    private static long number(Map<String, Object> all, String name) {
        return ((Number) Objects.requireNonNull(all.get(name))).longValue();
    }

    private static long nanos(Map<String, Object> all, String name) {
        return nanos((FileTime) Objects.requireNonNull(all.get(name)));
    }

    private static FileStat basic(Path file) throws IOException {
        BasicFileAttributes all = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        int mode = all.isSymbolicLink() ? LINK : all.isRegularFile() ? USUAL : 0;
        return new FileStat(all.size(), nanos(all.lastModifiedTime()), Long.MAX_VALUE, 0, mode);
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isExecutable() {
        return (mode & OWNER_EXECUTE) != 0;
    }

    /** Its permissions, as {@code chmod} takes them. */
    int permissions() {
        return mode & 0777;
    }
}
