package dev.cdctl.artifact;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Release;
import dev.cdctl.model.Version;
import java.util.List;
import java.util.Optional;

/**
 * What a release consists of. Its text is the release's identity: the digest of a release is the digest of this text,
 * and the same text lies beside the pushed artifacts.
 */
public record ReleaseManifest(
        Name service, Version version, Optional<Commit> commit, List<Item> artifacts, List<Image> images) {
    private static final int FORMAT = 1;

    /**
     * One artifact.
     *
     * @param file its file name, without folders
     * @param size in bytes
     */
    public record Item(Name name, String file, Digest digest, long size) {}

    /**
     * One container image. In which registry it is, is no part of what it is.
     *
     * @param digest of its manifest
     * @param size in bytes, of all that is transferred: manifest, configuration and packed layers
     * @param platform {@code os/architecture}
     */
    public record Image(Name name, Digest digest, long size, String platform) {}

    /** Copies the lists. */
    public ReleaseManifest {
        artifacts = List.copyOf(artifacts);
        images = List.copyOf(images);
    }

    /** A release of archives alone. */
    public ReleaseManifest(Name service, Version version, Optional<Commit> commit, List<Item> artifacts) {
        this(service, version, commit, artifacts, List.of());
    }

    /** The same release with these images. */
    public ReleaseManifest with(List<Image> others) {
        return new ReleaseManifest(service, version, commit, artifacts, others);
    }

    /** The release that this manifest is the identity of. */
    public Release release() {
        return new Release(service, version, commit, Digest.of(text()));
    }

    /** The one text of this manifest: indented JSON with a line end. A release without images says nothing of them. */
    public String text() {
        Json.Builder json = Json.object()
                .put("format", FORMAT)
                .put("service", service.text())
                .put("version", version.text())
                .put("commit", commit)
                .put(
                        "artifacts",
                        Json.of(artifacts.stream().map(ReleaseManifest::json).toList()));
        if (!images.isEmpty()) {
            json.put(
                    "images", Json.of(images.stream().map(ReleaseManifest::json).toList()));
        }
        return JsonText.pretty(json.build()) + "\n";
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws dev.cdctl.json.JsonException when it is not that
     */
    public static ReleaseManifest parse(String text) {
        Json.Obj json = JsonText.readObject(text);
        if (json.needNumber("format") != FORMAT) {
            throw new dev.cdctl.json.JsonException("a release manifest of format " + json.needNumber("format"));
        }
        return new ReleaseManifest(
                new Name(json.need("service")),
                new Version(json.need("version")),
                json.text("commit").map(Commit::new),
                json.items("artifacts").stream()
                        .map(Json.Obj.class::cast)
                        .map(ReleaseManifest::item)
                        .toList(),
                json.items("images").stream()
                        .map(Json.Obj.class::cast)
                        .map(ReleaseManifest::image)
                        .toList());
    }

    private static Json json(Image image) {
        return Json.object()
                .put("name", image.name().text())
                .put("digest", image.digest().toString())
                .put("size", image.size())
                .put("platform", image.platform())
                .build();
    }

    private static Image image(Json.Obj json) {
        return new Image(
                new Name(json.need("name")),
                Digest.parse(json.need("digest")),
                json.needNumber("size"),
                json.need("platform"));
    }

    private static Json json(Item item) {
        return Json.object()
                .put("name", item.name().text())
                .put("file", item.file())
                .put("digest", item.digest().toString())
                .put("size", item.size())
                .build();
    }

    private static Item item(Json.Obj json) {
        return new Item(
                new Name(json.need("name")),
                json.need("file"),
                Digest.parse(json.need("digest")),
                json.needNumber("size"));
    }
}
