package dev.cdctl.adapter.repository.maven;

import dev.cdctl.adapter.repository.http.Checksums;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.http.remote.Into;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Request;
import dev.cdctl.http.remote.Response;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Releases that {@code mvn deploy} put there: the artifact with the service's name, as a zip or tar.gz. Their manifest
 * is made of what lies there, so that the same bytes always are the same release; each is read once for its digest.
 */
final class Deployed {
    private static final List<String> FORMATS = List.of("tar.gz", "zip");
    private static final List<String> NO_ARCHIVES = List.of("jar", "war");

    private final Remote remote;
    private final MavenLayout layout;
    private final List<String> endings = new ArrayList<>();
    private final Map<Version, ReleaseManifest> known = new HashMap<>();

    Deployed(Remote remote, MavenLayout layout, List<String> classifiers) {
        this.remote = remote;
        this.layout = layout;
        FORMATS.forEach(format -> endings.add("." + format));
        classifiers.forEach(classifier -> FORMATS.forEach(format -> endings.add("-" + classifier + "." + format)));
    }

    /**
     * The manifest of a release; empty when there is no POM, or a push by cdctl has begun.
     *
     * @throws Failure refused, when there is only what cannot be deployed
     */
    Optional<ReleaseManifest> find(Name service, Version version) {
        ReleaseManifest earlier = known.get(version);
        if (earlier != null) {
            return Optional.of(earlier);
        }
        boolean there =
                exists(layout.file(service.text(), version.text(), ".pom")) && !exists(layout.claim(service, version));
        Optional<ReleaseManifest> found = there ? Optional.of(derive(service, version)) : Optional.empty();
        found.ifPresent(manifest -> known.put(version, manifest));
        return found;
    }

    private ReleaseManifest derive(Name service, Version version) {
        List<ReleaseManifest.Item> items = new ArrayList<>();
        for (String ending : endings) {
            String path = layout.file(service.text(), version.text(), ending);
            if (exists(path)) {
                Response.Passed content = read(path);
                items.add(new ReleaseManifest.Item(
                        service, service + "-" + version + ending, content.digest(), content.bytes()));
            }
        }
        if (items.isEmpty()) {
            throw nothing(service, version);
        }
        return new ReleaseManifest(service, version, Optional.empty(), items);
    }

    /** The content, compared with the checksum that Maven left. */
    private Response.Passed read(String path) {
        try {
            Path copy = Files.createTempFile("cdctl-", ".deployed");
            try {
                Response.Passed content =
                        remote.good(Request.get(path).into(Into.file(copy))).received();
                Response sum = remote.send(Request.get(path + ".sha1"));
                String actual = Checksums.of(copy, List.of("sha1")).getOrDefault("sha1", "");
                if (sum.isGood() && !Checksums.first(sum.text()).equals(actual)) {
                    throw Failure.refused(Problem.of("CD-434", "the artifact " + path + " is damaged")
                            .because("its checksum file says " + Checksums.first(sum.text()) + ", and it has " + actual)
                            .remedy("deploy it again under a new version"));
                }
                return content;
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Failure nothing(Name service, Version version) {
        Optional<String> other = NO_ARCHIVES.stream()
                .filter(ending -> exists(layout.file(service.text(), version.text(), "." + ending)))
                .findFirst();
        return Failure.refused(Problem.of(
                        "CD-456", service + " " + version + " was deployed by Maven without an archive")
                .because(other.map(ending -> "there is a " + ending + ", which is not unpacked and run; ")
                                .orElse("")
                        + "looked for " + service + "-" + version + " with the endings " + String.join(", ", endings))
                .remedy("attach a zip or tar.gz to the Maven build, and name its classifier in `push.archives`"));
    }

    private boolean exists(String path) {
        Request request = Request.head(path);
        Response answer = remote.send(request);
        if (!answer.isGood() && !answer.isAbsent()) {
            throw remote.unexpected(request, answer);
        }
        return answer.isGood();
    }
}
