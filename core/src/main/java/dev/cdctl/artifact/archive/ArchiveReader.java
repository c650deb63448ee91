package dev.cdctl.artifact.archive;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.stream.WatchedInput;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the regular files of a zip or tar.gz archive, which it tells apart by their first bytes, within limits. */
public final class ArchiveReader {
    private static final byte[] ZIP = {'P', 'K'};
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int FOLDER = 0040000;

    private final Path archive;
    private final Limits limits;
    private final long size;
    private long entries;
    private long unpacked;

    /** Takes the files of an archive, one after the other. */
    public interface Visitor {
        /**
         * Takes one file.
         *
         * @param name as the archive has it, not checked
         * @param content good during this call; reading it throws a {@link Failure} when the archive is damaged
         */
        void file(String name, boolean executable, InputStream content) throws IOException;
    }

    /** A reader of that file. */
    public ArchiveReader(Path archive, Limits limits) throws IOException {
        this.archive = archive;
        this.limits = limits;
        this.size = Files.size(archive);
    }

    /**
     * Visits every file. Folders are passed over; whoever writes files makes the folders that they need.
     *
     * @throws Failure when the archive is damaged, goes beyond the limits, or has anything else than files and folders
     */
    public void read(Visitor visitor) throws IOException {
        byte[] magic;
        try (InputStream in = Files.newInputStream(archive)) {
            magic = in.readNBytes(2);
        }
        spend(0);
        if (Arrays.equals(magic, ZIP)) {
            readZip(visitor);
        } else if (Arrays.equals(magic, GZIP)) {
            readTarGz(visitor);
        } else {
            throw damaged("it begins neither like a zip archive nor like a gzip stream");
        }
    }

    private void readZip(Visitor visitor) throws IOException {
        try (ZipFile zip = openZip()) {
            Enumeration<ZipArchiveEntry> all = zip.getEntriesInPhysicalOrder();
            while (all.hasMoreElements()) {
                ZipArchiveEntry entry = all.nextElement();
                String name = rawName(entry);
                count(name);
                if (isZipFile(entry, name)) {
                    try (InputStream content = new Reported(new Metered(open(zip, entry)))) {
                        visitor.file(name, (entry.getUnixMode() & 0100) != 0, content);
                    }
                }
            }
        }
    }

    private ZipFile openZip() {
        try {
            return ZipFile.builder()
                    .setPath(archive)
                    .setUseUnicodeExtraFields(false)
                    .get();
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private InputStream open(ZipFile zip, ZipArchiveEntry entry) {
        try {
            return zip.getInputStream(entry);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private boolean isZipFile(ZipArchiveEntry entry, String name) {
        int type = entry.getUnixMode() & TYPE;
        boolean folder = name.endsWith("/");
        if (type != 0 && type != (folder ? FOLDER : REGULAR)) {
            throw notAFile(name);
        }
        if (folder && entry.getSize() > 0) {
            throw notAFile(name);
        }
        boolean plain = entry.getMethod() == ZipEntry.DEFLATED || entry.getMethod() == ZipEntry.STORED;
        if (!plain || entry.getGeneralPurposeBit().usesEncryption()) {
            throw damaged("the entry " + quoted(name) + " is encrypted or compressed in an unusual way");
        }
        return !folder;
    }

    private void readTarGz(Visitor visitor) throws IOException {
        try (InputStream file = new Reported(new BufferedInputStream(Files.newInputStream(archive)));
                InputStream gzip = new Metered(gunzip(file));
                TarArchiveInputStream tar = new TarArchiveInputStream(gzip, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
                String name = entry.getName();
                count(name);
                if (isTarFile(entry, name)) {
                    visitor.file(name, (entry.getMode() & 0100) != 0, new Reported(tar));
                }
            }
        }
    }

    private InputStream gunzip(InputStream file) {
        try {
            return GzipCompressorInputStream.builder().setInputStream(file).get();
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private @Nullable TarArchiveEntry next(TarArchiveInputStream tar) {
        try {
            return tar.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private boolean isTarFile(TarArchiveEntry entry, String name) {
        byte type = entry.getLinkFlag();
        if (type == TarConstants.LF_DIR) {
            return false;
        }
        boolean regular = type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM;
        if (!regular || entry.isSparse() || name.endsWith("/")) {
            throw notAFile(name);
        }
        return true;
    }

    /** The name as its bytes say it, because the library turns backslashes of some archives into slashes. */
    private String rawName(ZipArchiveEntry entry) {
        return new String(entry.getRawName(), StandardCharsets.UTF_8);
    }

    private void count(String name) {
        entries++;
        spend(0);
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        EntryName.whyNot(path).ifPresent(reason -> {
            throw refused("CD-412", "the archive has the name " + quoted(name) + ", which " + reason);
        });
    }

    private void spend(long bytes) {
        unpacked += bytes;
        limits.exceededBy(size, entries, unpacked).ifPresent(reason -> {
            throw refused("CD-415", "the archive " + reason);
        });
    }

    private static Failure notAFile(String name) {
        return refused(
                "CD-413", "the archive has " + quoted(name) + " as a link, a device or something else that is no file");
    }

    private static Failure damaged(Exception cause) {
        return damaged(String.valueOf(cause.getMessage())).causedBy(cause);
    }

    private static Failure damaged(String reason) {
        return Failure.refused(Problem.of("CD-411", "the archive cannot be read as a zip or tar.gz archive")
                .because(reason)
                .remedy("package and push the release again, under a new version"));
    }

    private static Failure refused(String code, String what) {
        return Failure.refused(Problem.of(code, what).remedy("take an archive that `cdctl package` made"));
    }

    /** A name as a message can show it: on one line, without control characters, not too long. */
    static String quoted(String name) {
        String visible = name.replaceAll("\\p{Cntrl}", "\uFFFD");
        return "'" + (visible.length() > 80 ? visible.substring(0, 80) + "..." : visible) + "'";
    }

    /** Counts what comes out, and stops when it is too much. */
    private final class Metered extends WatchedInput {
        Metered(InputStream in) {
            super(in);
        }

        @Override
        protected void passed(byte[] buffer, int offset, int count) throws IOException {
            spend(Math.max(0, count));
        }
    }

    /** Tells a damaged archive, which throws a failure here, from a disk that cannot be written. */
    private static final class Reported extends FilterInputStream {
        Reported(InputStream in) {
            super(in);
        }

        @Override
        public int read() {
            try {
                return in.read();
            } catch (IOException | IllegalArgumentException e) {
                throw damaged(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException | IllegalArgumentException e) {
                throw damaged(e);
            }
        }
    }
}
