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
public record ReleaseManifest(Name service, Version version, Optional<Commit> commit, List<Item> artifacts) {
    private static final int FORMAT = 1;

    /**
     * One artifact.
     *
     * @param file its file name, without folders
     * @param size in bytes
     */
    public record Item(Name name, String file, Digest digest, long size) {}

    /** Copies the list. */
    public ReleaseManifest {
        artifacts = List.copyOf(artifacts);
    }

    /** The release that this manifest is the identity of. */
    public Release release() {
        return new Release(service, version, commit, Digest.of(text()));
    }

    /** The one text of this manifest: indented JSON with a line end. */
    public String text() {
        return JsonText.pretty(Json.object()
                        .put("format", FORMAT)
                        .put("service", service.text())
                        .put("version", version.text())
                        .put("commit", commit)
                        .put(
                                "artifacts",
                                Json.of(artifacts.stream()
                                        .map(ReleaseManifest::json)
                                        .toList()))
                        .build())
                + "\n";
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
                        .toList());
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
