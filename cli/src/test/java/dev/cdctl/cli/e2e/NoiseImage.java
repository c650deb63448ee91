package dev.cdctl.cli.e2e;

import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.artifact.oci.SavedImage;
import dev.cdctl.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An image of bytes that cannot be packed, made without an engine. */
final class NoiseImage {
    private NoiseImage() {}

    /** Writes one with a layer of that many bytes, the same each time. */
    static OciLayout.Image into(OciLayout layout, int size) throws IOException {
        byte[] noise = new byte[size];
        new Random(7).nextBytes(noise);
        byte[] layer = tar(Map.of("noise", noise));
        Map<String, byte[]> saved = new LinkedHashMap<>();
        saved.put("0.tar", layer);
        String config = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                + Digest.of(new ByteArrayInputStream(layer)) + "\"]}}";
        saved.put("config.json", config.getBytes(StandardCharsets.UTF_8));
        saved.put(
                "manifest.json",
                "[{\"Config\":\"config.json\",\"Layers\":[\"0.tar\"]}]".getBytes(StandardCharsets.UTF_8));
        return SavedImage.into(new ByteArrayInputStream(tar(saved)), layout.folder(), Map.of());
    }

    private static byte[] tar(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(each.getKey(), true);
                entry.setSize(each.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(each.getValue());
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }
}
