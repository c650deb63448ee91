package dev.cdctl.supply.sbom;

import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that an artifact contains.
 *
 * @param group the Maven group or the npm scope; may be empty
 * @param version may be empty
 * @param digest of its bytes, where it is one file
 * @param place where it lies in the artifact; {@code !/} leads into an archive
 */
record Component(
        Kind kind,
        String group,
        String name,
        String version,
        Optional<Purl> purl,
        Optional<Digest> digest,
        String place)
        implements Comparable<Component> {
    /** What it is. */
    enum Kind {
        LIBRARY,
        FILE
    }

    /** A file of which nothing but its bytes is known. */
    static Component file(String path, Digest digest) {
        return new Component(Kind.FILE, "", path, "", Optional.empty(), Optional.of(digest), path);
    }

    /** Unique within one artifact. */
    String reference() {
        return purl.map(url -> url + "#" + place).orElse("file:" + place);
    }

    @Override
    public int compareTo(Component other) {
        return reference().compareTo(other.reference());
    }

    /** The component in the members of CycloneDX. */
    Json toJson() {
        Json.Builder json = Json.object()
                .put("type", kind.name().toLowerCase(Locale.ROOT))
                .put("bom-ref", reference())
                .put("group", Optional.of(group).filter(text -> !text.isEmpty()))
                .put("name", name)
                .put("version", Optional.of(version).filter(text -> !text.isEmpty()))
                .put("hashes", digest.map(Component::hashes))
                .put("purl", purl);
        if (kind != Kind.FILE) {
            Json place = Json.object().put("location", this.place).build();
            json.put(
                    "evidence",
                    Json.object().put("occurrences", Json.of(List.of(place))).build());
        }
        return json.build();
    }

    static Json hashes(Digest digest) {
        return Json.of(List.of(
                Json.object().put("alg", "SHA-256").put("content", digest.hex()).build()));
    }
}
