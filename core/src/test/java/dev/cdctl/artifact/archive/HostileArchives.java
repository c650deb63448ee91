package dev.cdctl.artifact.archive;

import dev.cdctl.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Archives that must be refused, each with a right digest and, where it can be, a right manifest. */
final class HostileArchives {
    /**
     * One of them.
     *
     * @param code of the problem that refuses it
     */
    record Hostile(String what, String code, byte[] bytes) {
        @Override
        public String toString() {
            return what + " is refused by " + code;
        }
    }

    private static final int SYMLINK = 0120777;
    private static final int FIFO = 0010644;
    private static final String NFC = "\u00e9";
    private static final String NFD = "e\u0301";

    private final Path outside;
    private final List<Hostile> all = new ArrayList<>();

    private HostileArchives(Path outside) {
        this.outside = outside;
    }

    /** All of them; those with absolute names aim at that folder. */
    static List<Hostile> aimedAt(Path outside) {
        HostileArchives archives = new HostileArchives(outside);
        archives.names();
        archives.namesOfOneFormat();
        archives.links();
        archives.clashes();
        archives.bombs();
        archives.manifests();
        archives.damaged();
        return archives.all;
    }

    private void names() {
        List<String> names = List.of(
                "../evil",
                "a/../../evil",
                "..",
                outside + "/evil",
                "C:/evil",
                "C:\\evil",
                "..\\..\\evil",
                "./evil",
                "a//b",
                "a/./b",
                "a\nb",
                "\u001b[31mred",
                "a\u0085b",
                "evil.",
                "evil ",
                "a./b",
                "CON",
                "sub/nul.txt",
                "file.txt:stream",
                "what?",
                "x".repeat(241),
                "\u00e9".repeat(121),
                "abcdefghi/".repeat(103) + "x");
        for (String name : names) {
            both("the name " + ArchiveReader.quoted(name), "CD-412", new TestArchive().file(name));
        }
        both(
                "a folder that leads out",
                "CD-412",
                new TestArchive().folder("../evil/").file("a"));
    }

    private void namesOfOneFormat() {
        zip("a NUL in a name", "CD-412", new TestArchive().file("a\0b"));
        tar("a backslash", "CD-412", new TestArchive().file("a\\b"));
        byte[] slash = new TestArchive().file("aab").withManifest().zip();
        add("zip: a backslash", "CD-412", replace(slash, "aab", new byte[] {'a', '\\', 'b'}));
        byte[] zip = new TestArchive().file("aab").withManifest().zip();
        add("zip: a name that is not UTF-8", "CD-412", replace(zip, "aab", new byte[] {'a', (byte) 0xff, 'b'}));
        add("tar: a name that is not UTF-8", "CD-412", tarWithLongName(new byte[] {'a', (byte) 0xff, 'b'}));
        add(
                "tar: a GNU long name that leads out",
                "CD-412",
                tarWithLongName("../evil".getBytes(StandardCharsets.UTF_8)));
        add("tar: a PAX path that leads out", "CD-412", tarWithPaxPath("../evil"));
    }

    private void links() {
        tar("a symbolic link that leads out", "CD-413", link("evil", TarConstants.LF_SYMLINK, "../outside"));
        tar("an absolute symbolic link", "CD-413", link("evil", TarConstants.LF_SYMLINK, outside.toString()));
        tar(
                "a symbolic link that stays inside",
                "CD-413",
                link("evil", TarConstants.LF_SYMLINK, "a").file("a"));
        tar(
                "a file behind a symbolic link",
                "CD-413",
                link("evil", TarConstants.LF_SYMLINK, outside.toString()).file("evil/owned"));
        tar("a hard link", "CD-413", new TestArchive().file("a").special("b", TarConstants.LF_LINK, 0644, "a"));
        tar("a hard link that leads out", "CD-413", link("b", TarConstants.LF_LINK, outside + "/secret"));
        tar("a character device", "CD-413", link("tty", TarConstants.LF_CHR, ""));
        tar("a block device", "CD-413", link("sda", TarConstants.LF_BLK, ""));
        tar("a fifo", "CD-413", link("pipe", TarConstants.LF_FIFO, ""));
        tar("a contiguous file", "CD-413", link("old", TarConstants.LF_CONTIG, ""));
        tar("an unknown type", "CD-413", link("odd", (byte) 'Z', ""));
        zip("a symbolic link", "CD-413", new TestArchive().special("evil", (byte) '2', SYMLINK, outside.toString()));
        zip("a fifo", "CD-413", new TestArchive().special("pipe", (byte) '6', FIFO, ""));
        zip("a folder with the name of a file", "CD-413", new TestArchive().special("a", (byte) '5', 0040755, ""));
        zip("a file with the name of a folder", "CD-413", new TestArchive().file("a/"));
    }

    private void clashes() {
        both("a file twice", "CD-414", new TestArchive().file("a").file("a"));
        both("two cases of a name", "CD-414", new TestArchive().file("README").file("readme"));
        both("two compositions of a name", "CD-414", new TestArchive().file(NFC).file(NFD));
        both("a file as a folder", "CD-414", new TestArchive().file("a").file("a/b"));
        both("a folder as a file", "CD-414", new TestArchive().file("a/b").file("a"));
        both("two cases of a folder", "CD-414", new TestArchive().file("A/x").file("a/y"));
        both("two manifests", "CD-414", new TestArchive().file("a").withManifest());
    }

    /** The limits are those of {@link UnpackTest}: 100 entries, 1 MiB, 20 to 1 after 64 KiB. */
    private void bombs() {
        both("too small for what is in it", "CD-415", new TestArchive().file("zeros", new byte[512 * 1024]));
        byte[] noise = new byte[2 * 1024 * 1024];
        new java.util.Random(1).nextBytes(noise);
        both("too large", "CD-415", new TestArchive().file("noise", noise));
        TestArchive many = new TestArchive();
        for (int i = 0; i < 101; i++) {
            many.file("f" + i, new byte[0]);
        }
        both("too many entries", "CD-415", many);
        add("tar: a long name without end", "CD-415", tarWithLongName(new byte[512 * 1024]));
    }

    private void manifests() {
        byte[] some = {1, 2, 3};
        ArchiveManifest.File other = new ArchiveManifest.File("a", Digest.of("other"), 3, false);
        ArchiveManifest.File executable = new ArchiveManifest.File("a", Digest.of(some), 3, true);
        TestArchive plain = new TestArchive().unlisted("a", some);
        add("no manifest", "CD-416", plain.zip());
        add("an archive without files", "CD-416", new TestArchive().tarGz());
        both("a file that the manifest does not name", "CD-416", new TestArchive().unlisted("a", some));
        both("a file that only the manifest names", "CD-416", new TestArchive().listed(other));
        both(
                "another digest than the manifest's",
                "CD-416",
                new TestArchive().unlisted("a", some).listed(other));
        both(
                "another mode than the manifest's",
                "CD-416",
                new TestArchive().unlisted("a", some).listed(executable));
        both(
                "a file that the manifest names twice",
                "CD-416",
                new TestArchive().file("a").listed(executable));
        add(
                "a manifest that is no JSON",
                "CD-416",
                new TestArchive().file("a").withManifest("{").zip());
        add(
                "a manifest without a service",
                "CD-416",
                new TestArchive().withManifest("{\"format\": 1}").zip());
        String newer = new TestArchive().manifest().replace("\"format\" : 1", "\"format\" : 2");
        add(
                "a manifest of a newer format",
                "CD-417",
                new TestArchive().withManifest(newer).tarGz());
    }

    private void damaged() {
        byte[] noise = new byte[50_000];
        new java.util.Random(2).nextBytes(noise);
        TestArchive good = new TestArchive().file("a").file("noise", noise).withManifest();
        add("nothing at all", "CD-411", new byte[0]);
        add("a text", "CD-411", "hello".getBytes(StandardCharsets.UTF_8));
        add("zip: only its first bytes", "CD-411", new byte[] {'P', 'K', 3, 4});
        add("zip: the first half", "CD-411", Arrays.copyOf(good.zip(), good.zip().length / 2));
        add("tar: the first half", "CD-411", Arrays.copyOf(good.tarGz(), good.tarGz().length / 2));
        add("gzip: of something else", "CD-411", gzip("hello, this is no tar archive".repeat(100)));
        add("zip: one byte of a file changed", "CD-416", flipped(good.zip()));
        add(
                "zip: encrypted",
                "CD-411",
                encrypted(new TestArchive().file("a").withManifest().zip()));
    }

    private static TestArchive link(String name, byte type, String target) {
        return new TestArchive().special(name, type, 0644, target);
    }

    private void both(String what, String code, TestArchive archive) {
        archive.withManifest();
        add("zip: " + what, code, archive.zip());
        add("tar: " + what, code, archive.tarGz());
    }

    private void zip(String what, String code, TestArchive archive) {
        add("zip: " + what, code, archive.withManifest().zip());
    }

    private void tar(String what, String code, TestArchive archive) {
        add("tar: " + what, code, archive.withManifest().tarGz());
    }

    private void add(String what, String code, byte[] bytes) {
        all.add(new Hostile(what, code, bytes));
    }

    private static byte[] tarWithLongName(byte[] name) {
        return tarWithHeader("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, name);
    }

    private static byte[] tarWithPaxPath(String path) {
        int length = path.length() + 9;
        byte[] record = (length + " path=" + path + "\n").getBytes(StandardCharsets.UTF_8);
        return tarWithHeader("PaxHeader", TarConstants.LF_PAX_EXTENDED_HEADER_LC, record);
    }

    /** An archive with one file, whose name comes from the special entry before it. */
    private static byte[] tarWithHeader(String header, byte type, byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry special = new TarArchiveEntry(header, type);
            special.setSize(content.length);
            tar.putArchiveEntry(special);
            tar.write(content);
            tar.closeArchiveEntry();
            tar.putArchiveEntry(new TarArchiveEntry("innocent"));
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] replace(byte[] bytes, String from, byte[] to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.replace(from, new String(to, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[20_000] ^= 0x10;
        return changed;
    }

    /** Sets the flag that says so in every local and central header. */
    private static byte[] encrypted(byte[] zip) {
        byte[] changed = zip.clone();
        for (int i = 0; i < zip.length - 10; i++) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 3) {
                changed[i + 6] |= 1;
            } else if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1) {
                changed[i + 8] |= 1;
            }
        }
        return changed;
    }
}
