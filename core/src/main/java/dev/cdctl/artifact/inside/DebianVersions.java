package dev.cdctl.artifact.inside;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The control file of a Debian package; deb(5) has the format. */
final class DebianVersions {
    private static final Pattern VERSION = Pattern.compile("^Version:[ \\t]*(\\S+)", Pattern.MULTILINE);

    private DebianVersions() {}

    static List<Said> read(Path file) throws IOException {
        try (ArArchiveInputStream ar = new ArArchiveInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (ArArchiveEntry entry = ar.getNextEntry(); entry != null; entry = ar.getNextEntry()) {
                if (entry.getName().startsWith("control.tar")) {
                    return control(unpacked(entry.getName(), ar));
                }
            }
        }
        throw new Unreadable("it has no control.tar");
    }

    private static InputStream unpacked(String name, InputStream in) throws IOException {
        return switch (name) {
            case "control.tar" -> in;
            case "control.tar.gz" -> new GZIPInputStream(in);
            case "control.tar.xz" -> new XZCompressorInputStream(in);
            default -> throw new Unreadable("its " + name + " is compressed in a way that is not read: use xz or gzip");
        };
    }

    private static List<Said> control(InputStream in) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(in);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.getName().equals("./control") || entry.getName().equals("control")) {
                String text = new String(tar.readNBytes(Limit.SMALL), StandardCharsets.UTF_8);
                Matcher matcher = VERSION.matcher(text);
                return Optional.of(matcher).filter(Matcher::find).stream()
                        .map(found -> new Said("control: Version", found.group(1), Said.Style.DEBIAN))
                        .toList();
            }
        }
        throw new Unreadable("it has no control file");
    }
}
