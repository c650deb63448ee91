package dev.cdctl.adapter.repository.http;

import dev.cdctl.adapter.repository.StoredManifest;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;

/**
 * A folder for each service, in it one for each version, as in a repository that is a folder. What belongs to no version
 * begins with an underscore, which no version does.
 */
public record RawLayout() implements Layout {
    @Override
    public String manifest(Name service, Version version) {
        return folder(service, version) + StoredManifest.FILE;
    }

    @Override
    public String claim(Name service, Version version) {
        return folder(service, version) + "claim.json";
    }

    @Override
    public String artifact(ReleaseManifest manifest, ReleaseManifest.Item item) {
        return folder(manifest.service(), manifest.version()) + Layout.part(item.file());
    }

    @Override
    public String evidence(ReleaseManifest manifest, int number) {
        return folder(manifest.service(), manifest.version()) + "evidence/" + number + ".json";
    }

    @Override
    public String index(Name service, int number) {
        return service + "/_index/" + number + ".json";
    }

    @Override
    public String pointer(Name service, Digest digest) {
        return service + "/_digests/" + digest.hex() + ".json";
    }

    private static String folder(Name service, Version version) {
        return service + "/" + Layout.part(version.text()) + "/";
    }
}
