package dev.cdctl.artifact.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedImageTest {
    private final Path top;

    SavedImageTest(@TempDir Path top) {
        this.top = top;
    }

    @Test
    void anArchiveBecomesALayoutWhoseManifestComesLastAndLinksAreFollowed() throws IOException {
        byte[] layer = tar("file", "content");
        OciLayout.Image image = into("one", archive(layer, layer, Digest.of(layer)));
        assertThat(image.layers()).hasSize(2);
        assertThat(image.blobs()).hasSize(2);
        assertThat(new OciLayout(top.resolve("one")).whole()).contains(image);
        assertThat(image.platform()).isEqualTo("linux/arm64/v8");
        assertThat(into("two", archive(layer, layer, Digest.of(layer)))).isEqualTo(image);
    }

    @Test
    void aLayerThatIsNotWhatTheConfigurationSaysIsRefused() throws IOException {
        byte[] layer = tar("file", "content");
        byte[] archive = archive(layer, layer, Digest.of("another"));
        assertThatThrownBy(() -> into("bad", archive))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("layer 1 is not what the configuration says");
        assertThatThrownBy(() -> into("cut", java.util.Arrays.copyOf(archive, archive.length / 2)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aLayoutThatMissesABlobIsNotWhole() throws IOException {
        byte[] layer = tar("file", "content");
        OciLayout.Image image = into("part", archive(layer, layer, Digest.of(layer)));
        OciLayout layout = new OciLayout(top.resolve("part"));
        Files.write(layout.file(image.layers().get(0).digest()), new byte[] {1});
        assertThat(layout.whole()).isEmpty();
    }

    private OciLayout.Image into(String name, byte[] archive) throws IOException {
        Path folder = Files.createDirectory(top.resolve(name));
        return SavedImage.into(new ByteArrayInputStream(archive), folder, Map.of("version", "1"));
    }

    /** Two layers, the second a link to the first, as an engine writes one that is there twice. */
    private static byte[] archive(byte[] layer, byte[] same, Digest said) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
        add("a/layer.tar", layer, tar);
        TarArchiveEntry link = new TarArchiveEntry("b/layer.tar", TarConstants.LF_SYMLINK);
        link.setLinkName("../a/layer.tar");
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
        add("VERSION", text("1.0"), tar);
        String ids = "[\"" + said + "\",\"" + Digest.of(same) + "\"]";
        add(
                "c.json",
                text("{\"os\":\"linux\",\"architecture\":\"arm64\",\"variant\":\"v8\",\"rootfs\":{\"diff_ids\":" + ids
                        + "}}"),
                tar);
        add("manifest.json", text("[{\"Config\":\"c.json\",\"Layers\":[\"a/layer.tar\",\"b/layer.tar\"]}]"), tar);
        tar.finish();
        return out.toByteArray();
    }

    private static byte[] tar(String name, String content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
        add(name, text(content), tar);
        tar.finish();
        return out.toByteArray();
    }

    private static void add(String name, byte[] bytes, TarArchiveOutputStream tar) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
