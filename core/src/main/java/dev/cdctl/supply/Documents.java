package dev.cdctl.supply;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What lies beside a release in the forms that other tools read: DSSE envelopes, in-toto statements, CycloneDX. */
public final class Documents {
    private Documents() {}

    /** Each document by the name of its file; the latest counts where there are several of one name. */
    public static Map<String, String> of(ReleaseManifest manifest, List<Json.Obj> evidence) {
        Map<String, String> files = new TreeMap<>();
        files.put("release.json", manifest.text());
        for (Attestation each : Attestations.of(evidence).all()) {
            if (each.what() == Attestation.What.SBOM) {
                file(manifest, each)
                        .ifPresent(name -> files.put(
                                name + ".cdx.json", text(each.statement().predicate())));
            }
            files.put(name(manifest, each), text(form(each)));
        }
        return files;
    }

    private static Json form(Attestation each) {
        return each.envelope()
                .map(Envelope::toJson)
                .orElseGet(() -> each.statement().toJson());
    }

    private static String name(ReleaseManifest manifest, Attestation each) {
        String suffix = each.envelope()
                .flatMap(signed -> signed.signatures().stream().findFirst())
                .map(signature ->
                        "." + signature.keyId().replaceAll("[^0-9a-f]", "").replaceFirst("^(.{12}).*", "$1"))
                .orElse("");
        String about = each.what() == Attestation.What.SBOM
                ? file(manifest, each).orElse("other")
                : manifest.service() + "-" + manifest.version();
        return about + "." + each.what().word() + suffix + ".intoto.json";
    }

    /** The artifact that a bill of materials is of; names that others wrote are not taken for files. */
    private static Optional<String> file(ReleaseManifest manifest, Attestation each) {
        Optional<String> archive = manifest.artifacts().stream()
                .filter(item -> isAbout(each, item.digest()))
                .map(ReleaseManifest.Item::file)
                .findFirst();
        return archive.or(() -> manifest.images().stream()
                .filter(image -> isAbout(each, image.digest()))
                .map(image -> image.name() + "-" + manifest.version() + ".image")
                .findFirst());
    }

    private static boolean isAbout(Attestation each, Digest digest) {
        return each.statement().subjects().stream()
                .anyMatch(subject -> subject.digest().equals(digest));
    }

    private static String text(Json json) {
        return JsonText.pretty(json) + "\n";
    }
}
