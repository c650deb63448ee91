package dev.cdctl.artifact.inside;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.version.stamp.OwnNames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The package.json of a package that {@code npm pack} made. */
final class NpmVersions {
    private NpmVersions() {}

    static List<Said> read(Path file, Optional<OwnNames> own) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().matches("(?:\\./)?[^/]+/package\\.json")) {
                    byte[] bytes = tar.readNBytes(Limit.SMALL);
                    return said(entry.getName(), new String(bytes, StandardCharsets.UTF_8), own);
                }
            }
            return List.of();
        }
    }

    private static List<Said> said(String name, String text, Optional<OwnNames> own) throws IOException {
        try {
            Json.Obj json = JsonText.readObject(text);
            boolean counts = own.isEmpty()
                    || json.text("name").filter(own.get().packages()::contains).isPresent();
            return json
                    .text("version")
                    .filter(version -> counts)
                    .map(version -> new Said(name + ": version", version, Said.Style.TEXT))
                    .stream()
                    .toList();
        } catch (JsonException e) {
            throw new Unreadable(name + " is " + e.getMessage());
        }
    }
}
