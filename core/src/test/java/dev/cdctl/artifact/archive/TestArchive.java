package dev.cdctl.artifact.archive;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Builds archives entry by entry, also such as no honest tool would. */
final class TestArchive {
    private static final int REGULAR = 0100000;

    /** One entry; a tar type such as {@link TarConstants#LF_SYMLINK}, and the mode with its type bits for zip. */
    private record Entry(String name, byte type, int mode, String link, byte[] content) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<ArchiveManifest.File> files = new ArrayList<>();

    TestArchive file(String name) {
        return file(name, ("content of " + name).getBytes(StandardCharsets.UTF_8));
    }

    TestArchive file(String name, byte[] content) {
        files.add(new ArchiveManifest.File(name, Digest.of(content), content.length, false));
        return unlisted(name, content);
    }

    /** A file that the manifest does not name. */
    TestArchive unlisted(String name, byte[] content) {
        entries.add(new Entry(name, TarConstants.LF_NORMAL, REGULAR | 0644, "", content));
        return this;
    }

    /** A file that only the manifest names. */
    TestArchive listed(ArchiveManifest.File file) {
        files.add(file);
        return this;
    }

    TestArchive folder(String name) {
        entries.add(new Entry(name, TarConstants.LF_DIR, 0040755, "", new byte[0]));
        return this;
    }

    /** A link, a device or anything else. */
    TestArchive special(String name, byte type, int mode, String link) {
        byte[] content = link.getBytes(StandardCharsets.UTF_8);
        files.add(new ArchiveManifest.File(name, Digest.of(content), content.length, false));
        entries.add(new Entry(name, type, mode, link, content));
        return this;
    }

    String manifest() {
        return new ArchiveManifest(new Name("books"), new Version("1.0"), Optional.empty(), files).text();
    }

    TestArchive withManifest() {
        return withManifest(manifest());
    }

    TestArchive withManifest(String text) {
        return unlisted(ArchiveManifest.FILE, text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (Entry entry : entries) {
                ZipArchiveEntry header = new ZipArchiveEntry(entry.name());
                header.setUnixMode(entry.mode());
                zip.putArchiveEntry(header);
                zip.write(entry.content());
                zip.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    byte[] tarGz() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes), StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (Entry entry : entries) {
                put(tar, entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, Entry entry) throws IOException {
        TarArchiveEntry header = new TarArchiveEntry(entry.name(), entry.type(), true);
        header.setMode(entry.mode());
        boolean hasContent = entry.type() == TarConstants.LF_NORMAL || entry.type() == TarConstants.LF_CONTIG;
        header.setLinkName(hasContent ? "" : entry.link());
        header.setSize(hasContent ? entry.content().length : 0);
        tar.putArchiveEntry(header);
        if (hasContent) {
            tar.write(entry.content());
        }
        tar.closeArchiveEntry();
    }
}
