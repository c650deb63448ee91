package dev.cdctl.supply.sbom;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.registry.RegistryAddress;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bill of materials of one artifact in CycloneDX 1.6. Its serial number comes from the artifact's digest and its time
 * from the commit, so the same artifact always has the same one.
 *
 * @param name of the artifact
 * @param digest of its bytes; of an image that of its manifest
 * @param time when the commit was made
 */
public record Bom(Name name, Version version, Digest digest, Kind kind, Instant time) {
    /** The kind of statement that a bill of materials is. */
    public static final String PREDICATE = "https://cyclonedx.org/bom";

    private static final String ROOT = "artifact";

    /** What kinds of artifacts there are. */
    public enum Kind {
        ARCHIVE("application"),
        IMAGE("container");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** That of an archive of a release. */
    public static Bom of(ReleaseManifest manifest, ReleaseManifest.Item item, Instant time) {
        return new Bom(item.name(), manifest.version(), item.digest(), Kind.ARCHIVE, time);
    }

    /** That of an image of a release. */
    public static Bom of(ReleaseManifest manifest, ReleaseManifest.Image image, Instant time) {
        return new Bom(image.name(), manifest.version(), image.digest(), Kind.IMAGE, time);
    }

    /** The bill of these contents. */
    public Json.Obj of(Contents contents) {
        List<Component> components = contents.components();
        return Json.object()
                .put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json")
                .put("bomFormat", "CycloneDX")
                .put("specVersion", "1.6")
                .put("serialNumber", "urn:uuid:" + uuid(digest))
                .put("version", 1)
                .put("metadata", metadata())
                .put(
                        "components",
                        Json.of(components.stream().map(Component::toJson).toList()))
                .put("dependencies", Json.of(dependencies(components)))
                .build();
    }

    private Json metadata() {
        Json artifact = Json.object()
                .put("type", kind.word)
                .put("bom-ref", ROOT)
                .put("name", name.text())
                .put("version", version.text())
                .put("hashes", Component.hashes(digest))
                .put("purl", purl().toString())
                .build();
        Json tool =
                Json.object().put("type", "application").put("name", "cdctl").build();
        return Json.object()
                .put("timestamp", time.truncatedTo(ChronoUnit.SECONDS).toString())
                .put(
                        "tools",
                        Json.object().put("components", Json.of(List.of(tool))).build())
                .put("component", artifact)
                .build();
    }

    private Purl purl() {
        return kind == Kind.IMAGE
                ? Purl.of("oci", "", name.text(), digest.toString()).with("tag", RegistryAddress.tag(version))
                : Purl.of("generic", "", name.text(), version.text()).with("checksum", digest.toString());
    }

    /** The artifact contains all; what of it needs what else is not known, and so left out. */
    private static List<Json> dependencies(List<Component> components) {
        return Stream.of(Json.object()
                        .put("ref", ROOT)
                        .put(
                                "dependsOn",
                                Json.ofTexts(components.stream()
                                        .map(Component::reference)
                                        .toList()))
                        .build())
                .map(Json.class::cast)
                .toList();
    }

    /** A UUID of version 8 (RFC 9562), made of a digest. */
    private static String uuid(Digest digest) {
        String hex = digest.hex();
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-8" + hex.substring(13, 16) + "-a"
                + hex.substring(17, 20) + "-" + hex.substring(20, 32);
    }
}
