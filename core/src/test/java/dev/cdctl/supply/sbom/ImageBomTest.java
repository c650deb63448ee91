package dev.cdctl.supply.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.oci.LayerReader;
import dev.cdctl.artifact.oci.OciLayout;
import dev.cdctl.artifact.oci.SavedImage;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What images consist of, layer upon layer. */
class ImageBomTest {
    private static final String STATUS = """
            Package: libc6
            Status: install ok installed
            Architecture: amd64
            Version: 2.36-9

            Package: gone
            Status: deinstall ok config-files
            Version: 1
            """;

    private final Path folder;

    ImageBomTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theHighestLayerDecidesAndPackagesOwnTheirFiles() throws IOException {
        Json.Obj bom = bom(
                Map.of(
                        "var/lib/dpkg/status", STATUS,
                        "var/lib/dpkg/info/libc6.list", "/.\n/lib\n/lib/libc.so.6\n",
                        "etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n",
                        "usr/lib/libc.so.6", "bytes",
                        "opt/kept", "1",
                        "opt/removed", "2",
                        "cache/a", "3",
                        "cache/b", "4",
                        "app/start", "old"),
                Map.of("opt/.wh.removed", "", "cache/.wh..wh..opq", "", "cache/c", "5", "./app/start", "new"));

        assertThat(references(bom))
                .contains("pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12")
                .noneMatch(each -> each.contains("gone"));
        assertThat(names(bom))
                .contains("libc6", "opt/kept", "cache/c", "app/start")
                .doesNotContain("opt/removed", "cache/a", "cache/b", "usr/lib/libc.so.6");
        assertThat(JsonText.line(bom)).contains(Digest.of("new").hex());
    }

    @Test
    void itFitsTheSchemaOfCycloneDx() throws IOException {
        Json.Obj bom = bom(Map.of("a", "1", "var/lib/dpkg/status", STATUS));
        assertThat(Draft7.errors(BomTest.SCHEMA, bom)).isEmpty();
        Json.Obj component =
                bom.object("metadata").orElseThrow().object("component").orElseThrow();
        assertThat(component.need("type")).isEqualTo("container");
        assertThat(component.need("purl")).startsWith("pkg:oci/shop@sha256:").endsWith("?tag=1.0.0_b");
    }

    @Test
    void layersOfAnotherPackingAreNotRead() throws IOException {
        OciLayout layout = new OciLayout(Files.createDirectories(folder.resolve("zstd")));
        OciLayout.Image image = layout(layout, Map.of("a", "1"));
        assertThat(new LayerReader(layout, image).canRead()).isTrue();
        Files.write(layout.file(image.layers().get(0).digest()), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
        assertThat(new LayerReader(layout, image).canRead()).isFalse();
    }

    @SafeVarargs
    private Json.Obj bom(Map<String, String>... layers) throws IOException {
        OciLayout layout = new OciLayout(Files.createDirectories(folder.resolve("shop.oci")));
        OciLayout.Image image = layout(layout, layers);
        ReleaseManifest.Image item = image.item(new Name("shop"));
        ReleaseManifest manifest =
                new ReleaseManifest(new Name("shop"), new Version("1.0.0+b"), Optional.empty(), List.of());
        return Bom.of(manifest, item, Instant.EPOCH).of(Contents.of(layout, image));
    }

    @SafeVarargs
    private static OciLayout.Image layout(OciLayout layout, Map<String, String>... layers) throws IOException {
        Map<String, byte[]> saved = new LinkedHashMap<>();
        StringBuilder names = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (Map<String, String> layer : layers) {
            Map<String, byte[]> files = new LinkedHashMap<>();
            layer.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
            String name = saved.size() + ".tar";
            names.append(names.isEmpty() ? "" : ",").append('"').append(name).append('"');
            byte[] tar = tar(files);
            saved.put(name, tar);
            plain.append(plain.isEmpty() ? "" : ",")
                    .append('"')
                    .append(Digest.of(new ByteArrayInputStream(tar)))
                    .append('"');
        }
        String config = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + plain + "]}}";
        saved.put("config.json", config.getBytes(StandardCharsets.UTF_8));
        String manifest = "[{\"Config\":\"config.json\",\"Layers\":[" + names + "]}]";
        saved.put("manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
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

    private static List<String> names(Json.Obj bom) {
        return bom.items("components").stream()
                .map(each -> ((Json.Obj) each).need("name"))
                .toList();
    }

    private static List<String> references(Json.Obj bom) {
        return bom.items("components").stream()
                .flatMap(each -> ((Json.Obj) each).text("purl").stream())
                .toList();
    }
}
