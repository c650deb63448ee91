package dev.cdctl.adapter.repository.maven;

import dev.cdctl.adapter.repository.http.Layout;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;

/**
 * Maven's layout: every archive is an artifact of its own name. What belongs to a release as a whole lies with the
 * artifact that has the service's name, under classifiers; the index has artifact ids with an underscore, which no name
 * has. So every file has coordinates, and a repository that checks them takes it.
 *
 * @param group the group id
 */
public record MavenLayout(String group) implements Layout {
    @Override
    public String manifest(Name service, Version version) {
        return file(service.text(), version.text(), "-release.json");
    }

    @Override
    public String claim(Name service, Version version) {
        return file(service.text(), version.text(), "-claim.json");
    }

    @Override
    public String artifact(ReleaseManifest manifest, ReleaseManifest.Item item) {
        return folder(item.name().text(), manifest.version().text()) + Layout.part(item.file());
    }

    @Override
    public String evidence(ReleaseManifest manifest, int number) {
        return file(manifest.service().text(), manifest.version().text(), "-evidence-" + number + ".json");
    }

    @Override
    public String index(Name service, int number) {
        return file(service + "_index", String.valueOf(number), ".json");
    }

    @Override
    public String pointer(Name service, Digest digest) {
        return file(service + "_digests", digest.hex(), ".json");
    }

    /** The list of all versions of an artifact. */
    String metadata(Name artifact) {
        return group.replace('.', '/') + "/" + artifact + "/maven-metadata.xml";
    }

    /** A file of an artifact: {@code ending} begins after the version. */
    String file(String artifact, String version, String ending) {
        return folder(artifact, version) + Layout.part(artifact + "-" + version + ending);
    }

    private String folder(String artifact, String version) {
        return group.replace('.', '/') + "/" + artifact + "/" + Layout.part(version) + "/";
    }
}
