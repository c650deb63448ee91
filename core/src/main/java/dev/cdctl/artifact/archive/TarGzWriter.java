package dev.cdctl.artifact.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Writes a POSIX tar archive in a gzip stream whose header has no name, no time and no operating system. */
public final class TarGzWriter implements ArchiveWriter {
    private static final int REGULAR = 0100000;
    private static final int UNKNOWN_SYSTEM = 255;
    private static final int BUFFER = 64 * 1024;

    private final GzipCompressorOutputStream gzip;
    private final TarArchiveOutputStream tar;
    private final FileTime time;

    /** Writes to that stream, with that time, cut to seconds, for every entry. */
    public TarGzWriter(OutputStream out, Instant time) throws IOException {
        this.time = FileTime.from(Instant.ofEpochSecond(Math.max(0, time.getEpochSecond())));
        gzip = new GzipCompressorOutputStream(out, header());
        tar = new Anonymous(gzip);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    @Override
    public void add(ArchiveManifest.File file, InputStream content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(file.path());
        entry.setSize(file.size());
        entry.setMode(REGULAR | file.mode());
        entry.setLastModifiedTime(time);
        tar.putArchiveEntry(entry);
        content.transferTo(tar);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        tar.finish();
        tar.flush();
        gzip.finish();
        gzip.flush();
    }

    private static GzipParameters header() {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(LEVEL);
        parameters.setOperatingSystem(UNKNOWN_SYSTEM);
        parameters.setBufferSize(BUFFER);
        return parameters;
    }

    /** Takes the user's name out of every entry, also out of those that the library adds for long names. */
    private static final class Anonymous extends TarArchiveOutputStream {
        Anonymous(OutputStream out) {
            super(out, StandardCharsets.UTF_8.name());
        }

        @Override
        public void putArchiveEntry(TarArchiveEntry entry) throws IOException {
            entry.setUserName("");
            entry.setGroupName("");
            entry.setIds(0, 0);
            super.putArchiveEntry(entry);
        }
    }
}
