package dev.cdctl.adapter.repository.http;

import static dev.cdctl.adapter.repository.http.Releases.BOOKS;
import static dev.cdctl.adapter.repository.http.Releases.content;
import static dev.cdctl.adapter.repository.http.Releases.packaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.adapter.repository.http.Releases.Kind;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.http.remote.Credentials;
import dev.cdctl.http.remote.Remote;
import dev.cdctl.http.remote.Server;
import dev.cdctl.http.remote.Terms;
import dev.cdctl.json.Json;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Version;
import dev.cdctl.servers.Dav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Repositories on nginx with WebDAV, which honours no conditions. */
class HttpRepositoryTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Path folder;
    private final Path dist;
    private final Dav server;

    HttpRepositoryTest(@TempDir Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.dist = folder.resolve("dist");
        this.server = Dav.open(folder.resolve("nginx"));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private HttpRepository repository(Kind kind) {
        return kind.on(Releases.impatient(server.url() + "releases", LONG));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPushedIsFoundAndOpened(Kind kind) throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0+7", "some bytes");

        assertThat(repository(kind).push(manifest, dist)).isEqualTo(Repository.Pushed.NEW);

        HttpRepository later = repository(kind);
        assertThat(later.find(BOOKS, new Version("1.0+7"))).contains(manifest);
        assertThat(later.find(BOOKS, manifest.release().digest())).contains(manifest);
        assertThat(later.find(BOOKS, Digest.of("other"))).isEmpty();
        assertThat(later.find(BOOKS, new Version("2.0"))).isEmpty();
        assertThat(content(later, manifest)).isEqualTo("some bytes");
        assertThat(later.push(manifest, dist)).isEqualTo(Repository.Pushed.ALREADY_THERE);
    }

    @Test
    void aRawReleaseLiesWherePeopleLookForIt() throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0", "some bytes");
        repository(Kind.RAW).push(manifest, dist);

        Path release = server.files().resolve("releases/books/1.0");
        assertThat(release.resolve("release.json")).hasContent(manifest.text());
        assertThat(release.resolve("books-1.0.zip")).hasContent("some bytes");
        assertThat(release.resolve("books-1.0.zip.sha256"))
                .hasContent(Digest.of("some bytes").hex());
    }

    @Test
    void aMavenReleaseIsOneThatMavenTakes() throws IOException {
        repository(Kind.MAVEN).push(packaged(dist, "1.0", "first"), dist);
        repository(Kind.MAVEN).push(packaged(dist, "1.1", "second"), dist);

        Path artifact = server.files().resolve("releases/com/example/books");
        assertThat(artifact.resolve("1.0/books-1.0.zip")).hasContent("first");
        assertThat(artifact.resolve("1.0/books-1.0.pom"))
                .content()
                .contains("<groupId>com.example</groupId>", "<packaging>zip</packaging>");
        assertThat(artifact.resolve("1.1/books-1.1.zip.sha1")).hasContent("352f7829a2384b001cc12b0c2613c756454a1f6a");
        assertThat(artifact.resolve("maven-metadata.xml"))
                .content()
                .containsSubsequence("<release>1.1</release>", "<version>1.0</version>", "<version>1.1</version>");
        assertThat(artifact.resolve("maven-metadata.xml.md5"))
                .hasContent(Objects.requireNonNull(Checksums.of(artifact.resolve("maven-metadata.xml"), List.of("md5"))
                        .get("md5")));
        assertThat(artifact.resolve("1.0/books-1.0.pom.sha512")).exists();
    }

    @ParameterizedTest
    @EnumSource
    void otherBytesUnderTheSameVersionAreRefused(Kind kind) throws IOException {
        ReleaseManifest first = packaged(dist, "1.0", "first");
        repository(kind).push(first, dist);
        ReleaseManifest second = packaged(dist, "1.0", "second");

        assertThatThrownBy(() -> repository(kind).push(second, dist)).isInstanceOfSatisfying(Failure.class, e -> {
            assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED);
            assertThat(e.problems().get(0).code()).isEqualTo("CD-433");
            assertThat(e.problems().get(0).why())
                    .contains(
                            first.release().digest().hex(),
                            second.release().digest().hex(),
                            "books-1.0.zip");
        });
        assertThat(content(repository(kind), first)).isEqualTo("first");
    }

    @ParameterizedTest
    @EnumSource
    void anArtifactThatSomebodyElsePutThereIsNotReplaced(Kind kind) throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0", "mine");
        String path = kind == Kind.RAW ? "books/1.0/books-1.0.zip" : "com/example/books/1.0/books-1.0.zip";
        Path theirs = server.files().resolve("releases").resolve(path);
        Files.createDirectories(Objects.requireNonNull(theirs.getParent()));
        Files.writeString(theirs, "theirs");

        assertThatThrownBy(() -> repository(kind).push(manifest, dist))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problems().get(0).why())
                                .contains(
                                        Digest.of("theirs").hex(),
                                        Digest.of("mine").hex()));

        assertThat(theirs).hasContent("theirs");
        assertThat(repository(kind).find(BOOKS, new Version("1.0"))).isEmpty();
        assertThat(repository(kind).versions(BOOKS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void versionsAreInTheOrderOfTheirPushes(Kind kind) throws IOException {
        for (String version : List.of("1.10", "1.9", "0.1", "2.0")) {
            repository(kind).push(packaged(dist, version, version), dist);
        }
        repository(kind).push(packaged(dist, "0.1", "0.1"), dist);

        assertThat(repository(kind).versions(BOOKS))
                .extracting(Version::text)
                .containsExactly("1.10", "1.9", "0.1", "2.0");
    }

    @Test
    void manyVersionsTakeFewRequests() throws IOException {
        for (int i = 1; i <= 120; i++) {
            repository(Kind.RAW).push(packaged(dist, "1." + i, "x"), dist);
        }
        int before = server.asked().size();

        assertThat(repository(Kind.RAW).versions(BOOKS)).hasSize(120).last().hasToString("1.120");
        assertThat(server.asked().size() - before).isLessThan(20);
    }

    @ParameterizedTest
    @EnumSource
    void evidenceIsAddedAndKept(Kind kind) throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0", "x");
        repository(kind).push(manifest, dist);
        Json.Obj passed = Json.object().put("what", "passed").build();
        Json.Obj approved = Json.object().put("what", "approved").build();

        assertThat(repository(kind).evidence(manifest)).isEmpty();
        repository(kind).attest(manifest, passed);
        repository(kind).attest(manifest, approved);

        assertThat(repository(kind).evidence(manifest)).containsExactly(passed, approved);
        ReleaseManifest other = packaged(dist, "1.0", "y");
        assertThatThrownBy(() -> repository(kind).attest(other, passed)).hasMessageContaining("CD-435");
    }

    @Test
    void whatWasNotPackagedIsNotPushed() throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0", "right");
        Files.writeString(dist.resolve("books-1.0.zip"), "wrong");

        assertThatThrownBy(() -> repository(Kind.RAW).push(manifest, dist)).hasMessageContaining("CD-437");
        assertThat(server.files().resolve("releases")).doesNotExist();
    }

    /** On a server that honours no conditions, a writer that came between look and write is seen after the wait. */
    @ParameterizedTest
    @EnumSource
    void whoLosesTheRaceForAVersionNotices(Kind kind) throws IOException {
        ReleaseManifest mine = packaged(dist, "1.0", "mine");
        ReleaseManifest theirs = packaged(folder.resolve("theirs"), "1.0", "theirs");
        String claim = kind == Kind.RAW ? "books/1.0/claim.json" : "com/example/books/1.0/books-1.0-claim.json";
        AtomicBoolean late = new AtomicBoolean();
        Remote remote = Releases.sleeping(server.url() + "releases", LONG, time -> {
            if (time.equals(WriteOnce.SETTLE) && !late.getAndSet(true)) {
                write(server.files().resolve("releases").resolve(claim), theirs);
            }
            return true;
        });

        assertThatThrownBy(() -> kind.on(remote).push(mine, dist)).hasMessageContaining("CD-433");
        assertThat(repository(kind).push(theirs, folder.resolve("theirs"))).isEqualTo(Repository.Pushed.NEW);
        assertThat(content(repository(kind), theirs)).isEqualTo("theirs");
    }

    private static void write(Path claim, ReleaseManifest manifest) {
        try {
            String text = Files.readString(claim);
            Files.writeString(
                    claim,
                    text.replaceFirst(
                            "sha256:[0-9a-f]+", manifest.release().digest().toString()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aDamagedArtifactIsNeverHandedOut() throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0", "some bytes");
        repository(Kind.RAW).push(manifest, dist);
        Files.writeString(server.files().resolve("releases/books/1.0/books-1.0.zip"), "some bytez");

        assertThatThrownBy(() -> content(repository(Kind.RAW), manifest)).hasMessageContaining("CD-434");
    }

    @ParameterizedTest
    @EnumSource
    void aReleaseOfANewerFormatIsRefused(Kind kind) throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0", "x");
        repository(kind).push(manifest, dist);
        try (Stream<Path> all = Files.walk(server.files())) {
            Path file = all.filter(path -> path.toString().endsWith("release.json"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(
                    file,
                    manifest.text()
                            .replace("\"format\": 1", "\"format\": 2")
                            .replace("\"format\" : 1", "\"format\" : 2"));
        }
        assertThatThrownBy(() -> repository(kind).find(BOOKS, new Version("1.0")))
                .hasMessageContaining("CD-436");
    }

    @Test
    void aSnapshotIsNoRelease() throws IOException {
        ReleaseManifest manifest = packaged(dist, "1.0-SNAPSHOT", "x");
        assertThatThrownBy(() -> repository(Kind.MAVEN).push(manifest, dist)).hasMessageContaining("CD-452");
    }

    @Test
    void aReleaseThatMavenDeployedIsFound() throws IOException {
        Path artifact = Files.createDirectories(server.files().resolve("releases/com/example/books/3.1"));
        Files.writeString(artifact.resolve("books-3.1.pom"), "<project/>");
        Files.writeString(artifact.resolve("books-3.1-bin.tar.gz"), "an archive");
        Files.writeString(
                artifact.resolveSibling("maven-metadata.xml"),
                "<metadata><versioning><versions><version>3.1</version></versions></versioning></metadata>");

        ReleaseManifest found =
                repository(Kind.MAVEN).find(BOOKS, new Version("3.1")).orElseThrow();

        assertThat(found.artifacts()).singleElement().satisfies(item -> {
            assertThat(item.file()).isEqualTo("books-3.1-bin.tar.gz");
            assertThat(item.digest()).isEqualTo(Digest.of("an archive"));
        });
        assertThat(content(repository(Kind.MAVEN), found)).isEqualTo("an archive");
        assertThat(repository(Kind.MAVEN).find(BOOKS, found.release().digest())).contains(found);
        repository(Kind.MAVEN).push(packaged(dist, "3.2", "x"), dist);
        assertThat(repository(Kind.MAVEN).versions(BOOKS))
                .extracting(Version::text)
                .containsExactly("3.1", "3.2");
        Json.Obj passed = Json.object().put("what", "passed").build();
        repository(Kind.MAVEN).attest(found, passed);
        assertThat(repository(Kind.MAVEN).evidence(found)).containsExactly(passed);
    }

    @Test
    void aDamagedOrUnusableReleaseOfMavenIsRefused() throws IOException {
        Path artifact = Files.createDirectories(server.files().resolve("releases/com/example/books/3.1"));
        Files.writeString(artifact.resolve("books-3.1.pom"), "<project/>");
        Files.writeString(artifact.resolve("books-3.1.jar"), "a jar");
        assertThatThrownBy(() -> repository(Kind.MAVEN).find(BOOKS, new Version("3.1")))
                .hasMessageContaining("CD-456");

        Files.writeString(artifact.resolve("books-3.1.zip"), "an archive");
        Files.writeString(artifact.resolve("books-3.1.zip.sha1"), "0000");
        assertThatThrownBy(() -> repository(Kind.MAVEN).find(BOOKS, new Version("3.1")))
                .hasMessageContaining("CD-434");
    }

    @Test
    void onlyWhoMayPushes() throws IOException, InterruptedException {
        ReleaseManifest manifest = packaged(dist, "1.0", "x");
        try (Dav guarded = Dav.guarded(folder.resolve("guarded"), "pusher", "secret word")) {
            Server mine = Server.at(guarded.url());
            Terms terms = Releases.impatient(guarded.url(), LONG).terms();
            HttpRepository stranger = Kind.RAW.on(Remote.of(mine, terms));
            HttpRepository known =
                    Kind.RAW.on(Remote.of(mine.as(new Credentials.Basic("pusher", "secret word")), terms));

            assertThatThrownBy(() -> stranger.push(manifest, dist)).hasMessageContaining("CD-444");
            assertThat(known.push(manifest, dist)).isEqualTo(Repository.Pushed.NEW);
        }
    }
}
