package dev.cdctl.adapter.repository.http;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the files of a repository lie below its URL; every path is percent-encoded. */
public interface Layout {
    /** The manifest, which is there when the release is. */
    String manifest(Name service, Version version);

    /** Whose bytes the version is meant for; written before anything else of the release. */
    String claim(Name service, Version version);

    /** An artifact. */
    String artifact(ReleaseManifest manifest, ReleaseManifest.Item item);

    /** What was attested of a release, from number 1 on. */
    String evidence(ReleaseManifest manifest, int number);

    /** The index of a service, from number 1 on. */
    String index(Name service, int number);

    /** Which version the release of that digest is. */
    String pointer(Name service, Digest digest);

    /** One part of a path, percent-encoded. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
