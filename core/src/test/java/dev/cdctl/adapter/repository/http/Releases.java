package dev.cdctl.adapter.repository.http;

import dev.cdctl.adapter.repository.maven.MavenExtras;
import dev.cdctl.adapter.repository.maven.MavenLayout;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Retry;
import dev.cdctl.http.remote.Server;
import dev.cdctl.http.remote.Terms;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Releases and repositories for tests. */
final class Releases {
    static final Name BOOKS = new Name("books");

    private Releases() {}

    /** The kinds of repositories. */
    enum Kind {
        RAW,
        MAVEN;

        HttpRepository on(Remote remote) {
            MavenLayout layout = new MavenLayout("com.example");
            return this == RAW
                    ? new HttpRepository(remote, new RawLayout(), Extras.none())
                    : new HttpRepository(remote, layout, new MavenExtras(remote, layout, List.of("bin")));
        }
    }

    /** A release of one archive with this content, which lies in the folder. */
    static ReleaseManifest packaged(Path folder, String version, String content) throws IOException {
        String file = "books-" + version + ".zip";
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(file), content);
        ReleaseManifest.Item item = new ReleaseManifest.Item(
                BOOKS, file, Digest.of(content), content.getBytes(StandardCharsets.UTF_8).length);
        return new ReleaseManifest(BOOKS, new Version(version), Optional.empty(), List.of(item));
    }

    static String content(HttpRepository repository, ReleaseManifest manifest) throws IOException {
        try (InputStream in = repository.open(manifest, manifest.artifacts().get(0))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** That server, with waits that take no time. */
    static Remote impatient(String url, Duration deadline) {
        return sleeping(url, deadline, time -> true);
    }

    /** That server, with these waits. */
    static Remote sleeping(String url, Duration deadline, Retry.Sleeper sleeper) {
        return Remote.of(Server.at(url), Terms.usual().within(deadline).retrying(Retry.usual(sleeper)));
    }
}
