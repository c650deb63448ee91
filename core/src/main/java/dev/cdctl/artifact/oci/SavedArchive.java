package dev.cdctl.artifact.oci;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A layout on its way into an engine, as an archive in the form of {@code docker save}; every engine reads that. */
public record SavedArchive(OciLayout layout, OciLayout.Image image) {
    /**
     * Writes the archive, and ends it without closing.
     *
     * @param name what the engine calls the image besides its id
     */
    public void writeTo(OutputStream out, String name) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        for (OciLayout.Blob blob : image.blobs()) {
            try (InputStream in = layout.open(blob)) {
                add(file(blob), blob.size(), in, tar);
            }
        }
        byte[] manifest = manifest(name).getBytes(StandardCharsets.UTF_8);
        add("manifest.json", manifest.length, new ByteArrayInputStream(manifest), tar);
        tar.finish();
        tar.flush();
    }

    private String manifest(String name) {
        List<String> layers = image.layers().stream().map(this::file).toList();
        return JsonText.line(Json.of(List.of(Json.object()
                .put("Config", file(image.config()))
                .put("RepoTags", Json.ofTexts(List.of(name)))
                .put("Layers", Json.ofTexts(layers))
                .build())));
    }

    private String file(OciLayout.Blob blob) {
        return blob.digest().hex() + (blob.equals(image.config()) ? ".json" : ".tar");
    }

    private static void add(String name, long size, InputStream in, TarArchiveOutputStream tar) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
        in.transferTo(tar);
        tar.closeArchiveEntry();
    }
}
