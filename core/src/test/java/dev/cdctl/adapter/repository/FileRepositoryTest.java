package dev.cdctl.adapter.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRepositoryTest {
    private static final Name BOOKS = new Name("books");

    private final Path top;
    private final Path root;
    private final FileRepository repository;

    FileRepositoryTest(@TempDir Path top) {
        this.top = top;
        root = top.resolve("srv/releases");
        repository = FileRepository.in(root);
    }

    @Test
    void whatIsPushedIsFoundAndOpened() throws IOException {
        ReleaseManifest manifest = release("1.0", "some bytes");

        assertThat(push(manifest, "some bytes")).isEqualTo(Repository.Pushed.NEW);

        assertThat(repository.find(BOOKS, new Version("1.0"))).contains(manifest);
        assertThat(repository.find(BOOKS, manifest.release().digest())).contains(manifest);
        assertThat(repository.find(BOOKS, Digest.of("other"))).isEmpty();
        assertThat(repository.find(new Name("cds"), new Version("1.0"))).isEmpty();
        assertThat(content(manifest)).isEqualTo("some bytes");
        assertThat(root.resolve("books/1.0/release.json")).hasContent(manifest.text());
        assertThat(names(root.resolve("books"))).containsExactly("1.0");
        assertThat(names(root.resolve("books/1.0")))
                .containsExactlyInAnyOrder("books-1.0.zip", "release.json", "pushed.json");
    }

    @Test
    void theSameBytesAgainAreThereAlready() throws IOException {
        ReleaseManifest manifest = release("1.0", "x");
        push(manifest, "x");

        assertThat(push(manifest, "x")).isEqualTo(Repository.Pushed.ALREADY_THERE);
        assertThat(repository.versions(BOOKS)).containsExactly(new Version("1.0"));
    }

    @Test
    void otherBytesUnderTheSameVersionAreRefused() throws IOException {
        ReleaseManifest first = release("1.0", "first");
        ReleaseManifest second = release("1.0", "second");
        push(first, "first");

        Failure failure = catchThrowableOfType(Failure.class, () -> push(second, "second"));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
        Problem problem = failure.problems().get(0);
        assertThat(problem.code()).isEqualTo("CD-433");
        assertThat(problem.why())
                .contains(
                        first.release().digest().hex(),
                        second.release().digest().hex(),
                        "different: books-1.0.zip");
        assertThat(content(first)).isEqualTo("first");
    }

    @Test
    void versionsAreInTheOrderOfTheirPushes() throws IOException {
        for (String version : List.of("1.10", "1.9", "0.1", "2.0")) {
            push(release(version, version), version);
        }
        push(release("0.1", "0.1"), "0.1");

        assertThat(repository.versions(BOOKS)).extracting(Version::text).containsExactly("1.10", "1.9", "0.1", "2.0");
        assertThat(repository.versions(new Name("cds"))).isEmpty();
    }

    @Test
    void whatWasNotPackagedIsNotPushed() throws IOException {
        ReleaseManifest manifest = release("1.0", "right");

        assertThatThrownBy(() -> push(manifest, "wrong")).hasMessageContaining("CD-437");
        assertThatThrownBy(() -> repository.push(manifest, top.resolve("missing")))
                .hasMessageContaining("CD-437");

        assertThat(repository.find(BOOKS, new Version("1.0"))).isEmpty();
        assertThat(names(root.resolve("books"))).isEmpty();
    }

    @Test
    void aHalfDonePushOfADeadProcessIsNotSeenAndIsCleanedUp() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        push(release("0.9", "x"), "x");
        Path left = leftOverOf(process.pid());
        Files.writeString(left.resolve("release/books-1.0.zip"), "hal");
        Files.writeString(
                left.resolve("release/release.json"), release("1.0", "half").text());

        assertThat(repository.versions(BOOKS)).containsExactly(new Version("0.9"));
        assertThat(repository.find(BOOKS, new Version("1.0"))).isEmpty();
        assertThat(push(release("1.0", "half"), "half")).isEqualTo(Repository.Pushed.NEW);
        assertThat(names(root.resolve("books"))).containsExactlyInAnyOrder("0.9", "1.0");
    }

    @Test
    void aRepositoryThatCannotBeWrittenIsUnreachable() throws IOException {
        Path file = Files.writeString(top.resolve("file"), "x");
        Repository blocked = FileRepository.in(file.resolve("releases"));
        ReleaseManifest manifest = release("1.0", "x");

        Failure pushing = catchThrowableOfType(Failure.class, () -> blocked.push(manifest, artifacts("1.0", "x")));
        Failure reading = catchThrowableOfType(Failure.class, () -> blocked.find(BOOKS, new Version("1.0")));

        assertThat(pushing.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
        assertThat(pushing).hasMessageContaining("CD-431");
        assertThat(reading.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
        assertThat(reading).hasMessageContaining("CD-432");
    }

    @Test
    void aDamagedArtifactIsRefusedWhenItIsOpenedAndWhenItIsPushedAgain() throws IOException {
        ReleaseManifest manifest = release("1.0", "right");
        push(manifest, "right");
        Files.writeString(root.resolve("books/1.0/books-1.0.zip"), "wrong");

        assertThatThrownBy(() -> content(manifest))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED))
                .hasMessageContaining("CD-434");
        assertThatThrownBy(() -> push(manifest, "right")).hasMessageContaining("CD-434");

        Files.delete(root.resolve("books/1.0/books-1.0.zip"));
        assertThatThrownBy(() -> content(manifest)).hasMessageContaining("CD-434");
    }

    @Test
    void anArtifactThatIsALinkIsDamaged() throws IOException {
        ReleaseManifest manifest = release("1.0", "right");
        push(manifest, "right");
        Path artifact = root.resolve("books/1.0/books-1.0.zip");
        Files.delete(artifact);
        Files.createSymbolicLink(artifact, Files.writeString(top.resolve("elsewhere"), "right"));

        assertThatThrownBy(() -> content(manifest)).hasMessageContaining("CD-434");
    }

    @Test
    void aDamagedManifestIsRefused() throws IOException {
        ReleaseManifest manifest = release("1.0", "x");
        push(manifest, "x");
        Path file = root.resolve("books/1.0/release.json");
        for (String text : List.of(
                "",
                "{}",
                "[]",
                manifest.text() + " ",
                manifest.text().replace("books-1.0.zip", "../x"),
                release("1.1", "x").text())) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> repository.find(BOOKS, new Version("1.0")))
                    .as(text)
                    .isInstanceOf(Failure.class)
                    .hasMessageMatching("(?s).*CD-43[48].*");
        }
        Files.writeString(file, "{\"format\": 2}");
        assertThatThrownBy(() -> repository.find(BOOKS, new Version("1.0"))).hasMessageContaining("CD-436");
    }

    @Test
    void aFileNameThatLeadsOutIsNeitherPushedNorOpened() throws IOException {
        Files.writeString(top.resolve("evil"), "x");
        for (String file : List.of("../evil", "/etc/passwd", "a/b", "..", "release.json", "pushed.json", "evidence")) {
            ReleaseManifest manifest = manifest("1.0", file, "x");

            assertThatThrownBy(() -> repository.push(manifest, top))
                    .as(file)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("CD-438");
        }
        assertThat(names(root.resolve("books"))).isEmpty();
    }

    @Test
    void aReleaseThatWasNotPushedCanNeitherBeOpenedNorAttested() throws IOException {
        push(release("1.0", "x"), "x");
        for (ReleaseManifest other : List.of(release("1.0", "y"), release("1.1", "x"))) {
            assertThatThrownBy(() -> content(other)).hasMessageContaining("CD-435");
            assertThatThrownBy(() -> repository.attest(other, Json.object().build()))
                    .hasMessageContaining("CD-435");
        }
    }

    @Test
    void evidenceIsKeptInItsOrderAndNeverChanged() throws IOException {
        ReleaseManifest manifest = release("1.0", "x");
        push(manifest, "x");
        assertThat(repository.evidence(manifest)).isEmpty();

        for (int i = 1; i <= 12; i++) {
            repository.attest(manifest, evidence(i % 2 == 0 ? "passed" : "approved", i));
        }

        assertThat(repository.evidence(manifest))
                .extracting(each -> each.needNumber("i"))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(root.resolve("books/1.0/evidence/0001-approved.json"))
                .hasContent(JsonText.pretty(evidence("approved", 1)) + "\n");
        assertThat(push(manifest, "x")).isEqualTo(Repository.Pushed.ALREADY_THERE);
    }

    @Test
    void evidenceOfAnOddKindStaysInItsFolder() throws IOException {
        ReleaseManifest manifest = release("1.0", "x");
        push(manifest, "x");

        repository.attest(manifest, evidence("../../evil", 1));

        assertThat(root.resolve("books/1.0/evidence/0001-other.json")).exists();
        assertThat(repository.evidence(manifest)).hasSize(1);
    }

    @Test
    void damagedEvidenceIsRefusedAndNewerEvidenceToo() throws IOException {
        ReleaseManifest manifest = release("1.0", "x");
        push(manifest, "x");
        repository.attest(manifest, evidence("passed", 1));
        Path file = root.resolve("books/1.0/evidence/0001-passed.json");

        Files.writeString(file, "{\"what\": ");
        assertThatThrownBy(() -> repository.evidence(manifest)).hasMessageContaining("CD-434");
        Files.writeString(file, "{\"format\": 2}");
        assertThatThrownBy(() -> repository.evidence(manifest)).hasMessageContaining("CD-436");
    }

    @Test
    void aUrlIsAPathThatIsRelativeToThePipeline() {
        assertThat(describe("file:../repository")).isEqualTo("file:" + top.resolve("repository"));
        assertThat(describe("file:/srv/my repository")).isEqualTo("file:/srv/my repository");
        assertThat(describe("file:///srv/r")).isEqualTo("file:/srv/r");
        assertThat(describe("file://localhost/srv/r")).isEqualTo("file:/srv/r");
        for (String url : List.of("", "file:", "http://example/x", "../repository", "file://host/share", "file:a\0b")) {
            assertThatThrownBy(() -> describe(url))
                    .as(url)
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.INVALID))
                    .hasMessageContaining("CD-430");
        }
    }

    private String describe(String url) {

        return FileRepository.of(new FileSpec(url), Origin.of("pipeline.yaml"), top.resolve("pipeline"))
                .describe();
    }

    private static Json.Obj evidence(String what, int i) {
        return Json.object().put("what", what).put("i", i).build();
    }

    private Path leftOverOf(long pid) throws IOException {
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        String name = ".draft-" + host + "-" + pid + "-00000000-0000-0000-0000-000000000000";
        Path left = root.resolve("books").resolve(name);
        Files.createDirectories(left.resolve("release"));
        return left;
    }

    private Repository.Pushed push(ReleaseManifest manifest, String content) throws IOException {
        return repository.push(manifest, artifacts(manifest.version().text(), content));
    }

    private Path artifacts(String version, String content) throws IOException {
        Path folder = Files.createDirectories(top.resolve("dist"));
        Files.writeString(folder.resolve("books-" + version + ".zip"), content);
        return folder;
    }

    private static ReleaseManifest release(String version, String content) {
        return manifest(version, "books-" + version + ".zip", content);
    }

    private static ReleaseManifest manifest(String version, String file, String content) {
        ReleaseManifest.Item item =
                new ReleaseManifest.Item(new Name("books"), file, Digest.of(content), content.length());
        return new ReleaseManifest(BOOKS, new Version(version), Optional.empty(), List.of(item));
    }

    private String content(ReleaseManifest manifest) throws IOException {
        try (InputStream in = repository.open(manifest, manifest.artifacts().get(0))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var names = Files.list(folder)) {
            return names.map(name -> String.valueOf(name.getFileName())).toList();
        }
    }
}
