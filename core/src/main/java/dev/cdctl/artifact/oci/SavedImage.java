package dev.cdctl.artifact.oci;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An archive of {@code docker save} on its way into a layout. The order of its entries is not known beforehand and its
 * layers may be large, so they are written as they come, and {@code manifest.json} says afterwards which belong where.
 * A layer that several images share is a link to the first.
 */
public final class SavedImage {
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final int LARGEST_TEXT = 4 * 1024 * 1024;

    private final Layers writer;
    private final Map<String, byte[]> texts = new HashMap<>();
    private final Map<String, Layers.Layer> layers = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    private SavedImage(Path folder) {
        writer = new Layers(OciLayout.blobs(folder));
    }

    /**
     * Writes the image of an archive as a layout.
     *
     * @param folder empty
     * @param annotations of the manifest
     * @throws IOException when the archive is damaged, or has more than one image
     */
    public static OciLayout.Image into(InputStream archive, Path folder, Map<String, String> annotations)
            throws IOException {
        SavedImage saved = new SavedImage(folder);
        saved.take(archive);
        try {
            return saved.finish(folder, annotations);
        } catch (JsonException | ClassCastException | IllegalArgumentException e) {
            throw new IOException("the archive is none of an image: " + e.getMessage(), e);
        }
    }

    private void take(InputStream archive) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(archive, StandardCharsets.UTF_8.name());
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String name = entry.getName();
            if (entry.isSymbolicLink() || entry.isLink()) {
                Path target = entry.isLink()
                        ? Path.of(entry.getLinkName())
                        : Path.of("/" + name)
                                .resolveSibling(entry.getLinkName())
                                .normalize();
                links.put(name, target.toString().replaceFirst("^/", ""));
            } else if (entry.isFile()) {
                take(name, new BufferedInputStream(tar));
            }
        }
    }

    private void take(String name, BufferedInputStream in) throws IOException {
        Layers.Kind kind = Layers.Kind.of(in);
        if (kind != Layers.Kind.OTHER) {
            layers.put(name, writer.add(in, kind));
            return;
        }
        byte[] text = in.readNBytes(LARGEST_TEXT + 1);
        if (text.length > LARGEST_TEXT) {
            throw new IOException(name + " is neither a layer nor a text");
        }
        texts.put(name, text);
    }

    private OciLayout.Image finish(Path folder, Map<String, String> annotations) throws IOException {
        if (!(JsonText.read(text("manifest.json")) instanceof Json.Arr list)
                || list.items().size() != 1) {
            throw new IOException("the archive does not have exactly one image");
        }
        Json.Obj saved = (Json.Obj) list.items().get(0);
        String configName = saved.need("Config");
        List<Layers.Layer> found = new ArrayList<>();
        for (String each : saved.texts("Layers")) {
            found.add(layer(each));
        }
        requireSame(JsonText.readObject(text(configName)), found);
        OciLayout.Blob config = writer.add(new ByteArrayInputStream(bytes(configName)), CONFIG_TYPE);
        List<OciLayout.Blob> blobs = found.stream().map(Layers.Layer::blob).toList();
        return new Draft(folder, writer).finish(config, blobs, annotations);
    }

    /** The configuration says what each layer is as a plain tar. */
    private static void requireSame(Json.Obj config, List<Layers.Layer> found) throws IOException {
        List<String> said =
                config.object("rootfs").map(fs -> fs.texts("diff_ids")).orElse(List.of());
        if (said.size() != found.size()) {
            throw new IOException("the configuration names " + said.size() + " layers, and there are " + found.size());
        }
        for (int i = 0; i < found.size(); i++) {
            Digest expected = Digest.parse(said.get(i));
            if (!found.get(i).plain().orElse(expected).equals(expected)) {
                throw new IOException("layer " + (i + 1) + " is not what the configuration says, which is " + expected);
            }
        }
    }

    private Layers.Layer layer(String name) throws IOException {
        Layers.Layer layer = layers.get(links.getOrDefault(name, name));
        if (layer == null) {
            throw new IOException("the layer " + name + " is missing");
        }
        return layer;
    }

    private String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private byte[] bytes(String name) throws IOException {
        byte[] text = texts.get(links.getOrDefault(name, name));
        if (text == null) {
            throw new IOException("the archive has no " + name);
        }
        return text;
    }

    /** The last files of a layout: its manifest and its index. */
    private record Draft(Path folder, Layers writer) {
        OciLayout.Image finish(OciLayout.Blob config, List<OciLayout.Blob> layers, Map<String, String> annotations)
                throws IOException {
            Json.Builder notes = Json.object();
            new TreeMap<>(annotations).forEach(notes::put);
            String manifest = JsonText.line(Json.object()
                    .put("schemaVersion", 2)
                    .put("mediaType", OciLayout.MANIFEST_TYPE)
                    .put("config", config.json().build())
                    .put(
                            "layers",
                            Json.of(layers.stream()
                                    .map(each -> each.json().build())
                                    .toList()))
                    .put("annotations", notes.build())
                    .build());
            OciLayout.Blob blob = writer.add(
                    new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)), OciLayout.MANIFEST_TYPE);
            index(folder, blob);
            return new OciLayout(folder).read();
        }
    }

    /** Writes the two files that make a folder of blobs a layout. */
    static void index(Path folder, OciLayout.Blob manifest) throws IOException {
        Files.writeString(
                folder.resolve(OciLayout.MARK),
                JsonText.line(Json.object().put("imageLayoutVersion", "1.0.0").build()));
        Files.writeString(
                folder.resolve(OciLayout.INDEX),
                JsonText.line(Json.object()
                        .put("schemaVersion", 2)
                        .put("mediaType", "application/vnd.oci.image.index.v1+json")
                        .put("manifests", Json.of(List.of(manifest.json().build())))
                        .build()));
    }
}
