package dev.cdctl.artifact.oci;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image as a folder of files, in the form of the OCI image layout specification 1.0: {@code index.json} names one
 * manifest, which names a configuration and layers, and all of them lie in {@code blobs/sha256} under their digests.
 */
public record OciLayout(Path folder) {
    /** The file that names the image. */
    public static final String INDEX = "index.json";

    static final String MARK = "oci-layout";
    static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final int LARGEST_TEXT = 4 * 1024 * 1024;

    /**
     * Something with a digest.
     *
     * @param type its media type
     * @param size in bytes
     */
    public record Blob(String type, Digest digest, long size) {
        static Blob parse(Json.Obj json) {
            return new Blob(json.need("mediaType"), Digest.parse(json.need("digest")), json.needNumber("size"));
        }

        Json.Builder json() {
            return Json.object()
                    .put("mediaType", type)
                    .put("digest", digest.toString())
                    .put("size", size);
        }
    }

    /**
     * An image.
     *
     * @param manifest what its digest is the digest of
     * @param platform {@code os/architecture}, as its configuration says
     */
    public record Image(Blob manifest, Blob config, List<Blob> layers, String platform) {
        /** Copies the list. */
        public Image {
            layers = List.copyOf(layers);
        }

        /** The configuration and the layers, each once: what has to be there before the manifest. */
        public List<Blob> blobs() {
            List<Blob> blobs = new ArrayList<>(layers);
            blobs.add(config);
            return blobs.stream().distinct().toList();
        }

        /** As a release notes it; the size is that of everything that is transferred. */
        public ReleaseManifest.Image item(Name name) {
            long size = manifest.size() + blobs().stream().mapToLong(Blob::size).sum();
            return new ReleaseManifest.Image(name, manifest.digest(), size, platform);
        }
    }

    /** The layout of an image of a repository's release. */
    public static OciLayout of(Path dist, Name image) {
        return new OciLayout(dist.resolve(image + ".oci"));
    }

    /** The image, when the layout is whole: every blob is there with the size that is said of it. */
    public Optional<Image> whole() {
        try {
            Image image = read();
            for (Blob blob : image.blobs()) {
                if (Files.size(file(blob.digest())) != blob.size()) {
                    return Optional.empty();
                }
            }
            return Optional.of(image);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The image.
     *
     * @throws IOException when it cannot be read, or is none that this can hold
     */
    public Image read() throws IOException {
        try {
            Json.Obj index = JsonText.readObject(text(folder.resolve(INDEX)));
            List<Json.Obj> manifests = index.objects("manifests");
            if (manifests.size() != 1) {
                throw new IOException("it has " + manifests.size() + " images, and only one can be pushed");
            }
            return image(Blob.parse(manifests.get(0)));
        } catch (JsonException | IllegalArgumentException | ClassCastException e) {
            throw new IOException(folder + " is no OCI layout: " + e.getMessage(), e);
        }
    }

    private Image image(Blob manifest) throws IOException {
        String text = text(file(manifest.digest()));
        if (!Digest.of(text).equals(manifest.digest())) {
            throw new IOException("the manifest is not what its digest says");
        }
        Json.Obj json = JsonText.readObject(text);
        Blob config = Blob.parse(json.object("config")
                .orElseThrow(() -> new JsonException("an index of several platforms; give each an image of its own")));
        List<Blob> layers = json.objects("layers").stream().map(Blob::parse).toList();
        return new Image(manifest, config, layers, platform(text(file(config.digest()))));
    }

    private static String platform(String config) {
        Json.Obj json = JsonText.readObject(config);
        String variant = json.text("variant").map(text -> "/" + text).orElse("");
        return json.text("os").orElse("linux") + "/" + json.text("architecture").orElse("amd64") + variant;
    }

    /**
     * Copies the image of this layout, as it is, into an empty folder.
     *
     * @throws IOException also when a blob is not what its digest says
     */
    public void copyTo(Path other) throws IOException {
        Image image = read();
        Layers writer = new Layers(blobs(other));
        List<Blob> all = new ArrayList<>(image.blobs());
        all.add(image.manifest());
        for (Blob blob : all) {
            try (InputStream in = open(blob)) {
                if (!writer.add(in, blob.type()).equals(blob)) {
                    throw new IOException("a blob of " + folder + " is not " + blob.digest());
                }
            }
        }
        SavedImage.index(other, image.manifest());
    }

    /** The bytes of a manifest or a configuration. */
    public byte[] bytes(Blob blob) throws IOException {
        return Files.readAllBytes(file(blob.digest()));
    }

    /** Opens a blob. */
    public InputStream open(Blob blob) throws IOException {
        return Files.newInputStream(file(blob.digest()));
    }

    /** Where a blob lies. */
    public Path file(Digest digest) {
        return blobs(folder).resolve(digest.hex());
    }

    static Path blobs(Path folder) {
        return folder.resolve("blobs").resolve("sha256");
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > LARGEST_TEXT) {
            throw new IOException(file + " is larger than " + LARGEST_TEXT + " bytes");
        }
        return Files.readString(file);
    }
}
