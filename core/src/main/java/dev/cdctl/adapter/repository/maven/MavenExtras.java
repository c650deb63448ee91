package dev.cdctl.adapter.repository.maven;

import dev.cdctl.adapter.repository.http.Checksums;
import dev.cdctl.adapter.repository.http.Extras;
import dev.cdctl.adapter.repository.http.WriteOnce;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.ReleaseManifest.Item;
import dev.cdctl.http.remote.Body;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Request;
import dev.cdctl.http.remote.Response;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What Maven wants besides the artifacts: a POM and checksums for each, and a list of versions. */
public final class MavenExtras implements Extras {
    private static final List<String> CHECKSUMS = List.of("sha256", "sha512", "sha1", "md5");
    private static final String XML = "application/xml";

    private final Remote remote;
    private final MavenLayout layout;
    private final Deployed deployed;

    /**
     * For that repository.
     *
     * @param classifiers where releases are looked for that Maven deployed
     */
    public MavenExtras(Remote remote, MavenLayout layout, List<String> classifiers) {
        this.remote = remote;
        this.layout = layout;
        this.deployed = new Deployed(remote, layout, classifiers);
    }

    @Override
    public List<String> checksums() {
        return CHECKSUMS;
    }

    @Override
    public void check(ReleaseManifest manifest) {
        String version = manifest.version().text();
        if (version.toUpperCase(Locale.ROOT).endsWith("SNAPSHOT")) {
            throw Failure.refused(Problem.of("CD-452", "the version " + version + " is a snapshot, and no release")
                    .because("Maven replaces the files of a snapshot; what was pushed as a release never changes")
                    .remedy("give it a version without SNAPSHOT: take it from git, or remove the suffix in the POM"));
        }
        for (Item item : manifest.artifacts()) {
            String start = item.name() + "-" + version + ".";
            if (!item.file().startsWith(start)) {
                throw Failure.refused(Problem.of("CD-453", "the file " + item.file() + " has no Maven coordinates")
                        .because("it does not begin with " + start)
                        .remedy("push the archive that `cdctl package` made"));
            }
        }
    }

    @Override
    public void before(ReleaseManifest manifest, WriteOnce files) {
        manifest.artifacts().stream().map(Item::name).distinct().forEach(name -> pom(manifest, name, files));
    }

    private void pom(ReleaseManifest manifest, Name artifact, WriteOnce files) {
        String version = manifest.version().text();
        String path = layout.file(artifact.text(), version, ".pom");
        String text = pom(manifest, artifact);
        if (!files.write(path, text).equals(text)) {
            throw Failure.refused(Problem.of(
                            "CD-454",
                            "there is another POM at " + remote.server().base() + path)
                    .because("it is not the one that cdctl writes for this release, so something else was deployed"
                            + " as " + artifact + " " + version)
                    .remedy("give this release a version of its own, or the archive another name"));
        }
        Checksums.of(text.getBytes(StandardCharsets.UTF_8), CHECKSUMS)
                .forEach((ending, sum) -> files.write(path + "." + ending, sum));
    }

    private String pom(ReleaseManifest manifest, Name artifact) {
        String version = manifest.version().text();
        Item first = manifest.artifacts().stream()
                .filter(item -> item.name().equals(artifact))
                .findFirst()
                .orElseThrow();
        String packaging = first.file().substring((artifact + "-" + version + ".").length());
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                  <packaging>%s</packaging>
                </project>
                """.formatted(layout.group(), artifact, version, packaging);
    }

    @Override
    public void after(ReleaseManifest manifest) {
        manifest.artifacts().stream()
                .map(Item::name)
                .distinct()
                .forEach(name -> list(name, manifest.version().text()));
    }

    /** Read, changed and written again; on a server that compares, never over somebody else's change. */
    private void list(Name artifact, String version) {
        String path = layout.metadata(artifact);
        for (int tries = 1; tries <= remote.terms().retry().tries(); tries++) {
            Request read = Request.get(path).with("Cache-Control", "no-cache");
            Response there = remote.send(read);
            if (!there.isGood() && !there.isAbsent()) {
                throw remote.unexpected(read, there);
            }
            Metadata metadata = Metadata.parse(there.isGood() ? there.text() : "");
            if (metadata.versions().contains(version)) {
                checksums(path, there.text());
                return;
            }
            write(path, metadata.with(version).text(layout.group(), artifact.text(), now()), there);
        }
        throw Failure.unreachable(Problem.of("CD-455", "the list of versions " + path + " does not keep " + version)
                .because("it was written several times, and each time somebody else's was there")
                .remedy("repeat the command; the release itself is there"));
    }

    private void write(String path, String text, Response there) {
        Request put = Request.put(path, Body.text(text, XML));
        Optional<String> tag = there.header("ETag").filter(value -> there.isGood() && value.startsWith("\""));
        Request request = tag.map(value -> put.with("If-Match", value))
                .orElseGet(() -> there.isAbsent() ? put.with("If-None-Match", "*") : put);
        Response answer = remote.send(request);
        if (!answer.isGood() && answer.status() != 412) {
            throw remote.unexpected(request, answer);
        }
    }

    private Instant now() {
        return remote.terms().retry().pace().wall().instant();
    }

    /** Written again each time, because a kill may have come between a file and its checksums. */
    private void checksums(String path, String text) {
        Checksums.of(text.getBytes(StandardCharsets.UTF_8), CHECKSUMS)
                .forEach((ending, sum) -> remote.good(Request.put(path + "." + ending, Body.text(sum, "text/plain"))));
    }

    @Override
    public Optional<ReleaseManifest> foreign(Name service, Version version) {
        return deployed.find(service, version);
    }

    @Override
    public List<Version> withForeign(Name service, List<Version> pushed) {
        Request request = Request.get(layout.metadata(service));
        Response there = remote.send(request);
        if (there.isAbsent()) {
            return pushed;
        }
        if (!there.isGood()) {
            throw remote.unexpected(request, there);
        }
        return Metadata.parse(there.text())
                .into(pushed.stream().map(Version::text).toList())
                .stream()
                .filter(Version::isValid)
                .map(Version::new)
                .toList();
    }
}
