package dev.cdctl.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.JsonText;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseFileTest {
    private static final Instant NOON = Instant.parse("2026-08-22T12:00:00Z");
    private static final Provenance FROM = new Provenance(
            new Name("books"),
            new Version("1.4.2"),
            Optional.of(new Commit("0123456789abcdef0123456789abcdef01234567")),
            false,
            NOON,
            "run-1");
    private static final ReleaseManifest MANIFEST = new ReleaseManifest(
            FROM.service(),
            FROM.version(),
            FROM.commit(),
            List.of(new ReleaseManifest.Item(new Name("books"), "books-1.4.2.zip", Digest.of("zip"), 3)));

    private final Path folder;

    ReleaseFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void whatWasWrittenIsRead() {
        ReleaseFile file = ReleaseFile.begin(FROM)
                .ended(new ReleaseFile.StageEnd("build", NOON, 0))
                .packaged(MANIFEST)
                .pushed(new ReleaseFile.Push("file:/srv/releases", NOON));

        file.write(folder);

        assertThat(ReleaseFile.read(folder)).isEqualTo(file);
        assertThat(ReleaseFile.in(folder)).isEqualTo(folder.resolve(".cdctl/release.json"));
    }

    @Test
    void withoutAFileThePersonIsToldWhatToType() {
        assertThat(ReleaseFile.find(folder)).isEmpty();
        assertThatThrownBy(() -> ReleaseFile.read(folder))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).remedy())
                                .isEqualTo("run `cdctl package` first, or name a release with --release"));
    }

    @Test
    void aReleaseThatWasNotPackagedYetCannotBeDeployed() {
        ReleaseFile.begin(FROM).write(folder);

        assertThat(ReleaseFile.find(folder)).isPresent();
        assertThatThrownBy(() -> ReleaseFile.read(folder)).hasMessageContaining("CD-420");
    }

    @Test
    void theLastEndOfAStageCounts() {
        ReleaseFile file = ReleaseFile.begin(FROM)
                .ended(new ReleaseFile.StageEnd("unit", NOON, 1))
                .ended(new ReleaseFile.StageEnd("lint", NOON, 0))
                .ended(new ReleaseFile.StageEnd("unit", NOON.plusSeconds(5), 0));

        assertThat(file.passed())
                .containsExactly(
                        new ReleaseFile.StageEnd("lint", NOON, 0),
                        new ReleaseFile.StageEnd("unit", NOON.plusSeconds(5), 0));
    }

    @Test
    void otherBytesWereNotPushed() {
        ReleaseFile pushed = ReleaseFile.begin(FROM).packaged(MANIFEST).pushed(new ReleaseFile.Push("file:/srv", NOON));
        ReleaseManifest other = new ReleaseManifest(
                FROM.service(),
                FROM.version(),
                FROM.commit(),
                List.of(new ReleaseManifest.Item(new Name("books"), "books-1.4.2.zip", Digest.of("other"), 5)));

        assertThat(pushed.packaged(MANIFEST).pushed()).isPresent();
        assertThat(pushed.packaged(other).pushed()).isEmpty();
    }

    @Test
    void uncommittedChangesCountInTheirOwnRunOnly() {
        Provenance nextRun = new Provenance(FROM.service(), FROM.version(), FROM.commit(), false, NOON, "run-2");
        Provenance dirty = new Provenance(FROM.service(), FROM.version(), FROM.commit(), true, NOON, "run-1");
        Provenance dirtyNextRun = new Provenance(FROM.service(), FROM.version(), FROM.commit(), true, NOON, "run-2");

        assertThat(ReleaseFile.begin(FROM).isOf(nextRun)).isTrue();
        assertThat(ReleaseFile.begin(FROM).isOf(dirty)).isFalse();
        assertThat(ReleaseFile.begin(dirty).isOf(dirty)).isTrue();
        assertThat(ReleaseFile.begin(dirty).isOf(dirtyNextRun)).isFalse();
    }

    @Test
    void aDamagedFileSaysSo() throws IOException {
        String good = ReleaseFile.begin(FROM).packaged(MANIFEST).text();
        List<String> bad = List.of(
                "",
                "{",
                "[]",
                "{}",
                good.replace("books-1.4.2.zip", "books-1.4.3.zip"),
                good.replace("\"service\" : \"books\"", "\"service\" : \"../x\""),
                good.replace("\"stages\" : [ ]", "\"stages\" : [1]"),
                good.replace("sha256:", "md5:"),
                good.substring(0, good.length() / 2));
        for (String text : bad) {
            write(text);
            assertThatThrownBy(() -> ReleaseFile.find(folder)).as(text).hasMessageContaining("CD-421");
        }
        write(good);
        assertThat(ReleaseFile.find(folder)).isPresent();
    }

    @Test
    void aNewerFormatIsRefusedUnchanged() throws IOException {
        String newer = "{\"format\": 2, \"anything\": true}";
        write(newer);

        assertThatThrownBy(() -> ReleaseFile.read(folder)).hasMessageContaining("CD-422");
        assertThat(ReleaseFile.in(folder)).hasContent(newer);
    }

    @Test
    void evidenceIsReadAsItWasWritten() {
        Evidence full = new Evidence(
                Evidence.What.APPROVED,
                Optional.of(new Name("production")),
                "ann",
                NOON,
                Optional.of("https://ci.example/7"),
                MANIFEST.release().digest());
        Evidence small = new Evidence(
                Evidence.What.PASSED,
                Optional.empty(),
                "ci",
                NOON,
                Optional.empty(),
                MANIFEST.release().digest());

        assertThat(Evidence.from(JsonText.readObject(JsonText.line(full.toJson()))))
                .isEqualTo(full);
        assertThat(Evidence.from(small.toJson())).isEqualTo(small);
    }

    @Test
    void evidenceThatCannotBeIsRefused() {
        for (String text : List.of(
                "{\"format\":1}",
                "{\"format\":1,\"what\":\"liked\",\"who\":\"a\",\"when\":\"2026-08-22T12:00:00Z\",\"release\":\"\"}",
                "{\"format\":2}")) {
            assertThatThrownBy(() -> Evidence.from(JsonText.readObject(text))).isInstanceOf(RuntimeException.class);
        }
    }

    private void write(String text) throws IOException {
        Files.createDirectories(folder.resolve(".cdctl"));
        Files.writeString(ReleaseFile.in(folder), text);
    }
}
