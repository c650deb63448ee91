package dev.cdctl.adapter.svn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Commit;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.SourceTree.Ancestry;
import dev.cdctl.version.SourceTree.Entry;
import dev.cdctl.version.source.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SvnCommandTest {
    private final Path temp;
    private final Map<String, String> variables;

    SvnCommandTest(@TempDir Path temp) throws IOException {
        this.temp = temp.toRealPath();
        this.variables = Map.of("PATH", Objects.requireNonNull(System.getenv("PATH")), "HOME", this.temp.toString());
        sh("svnadmin create repo; svn mkdir -qm layout file://$PWD/repo/trunk file://$PWD/repo/tags"
                + " file://$PWD/repo/branches; svn checkout -q file://$PWD/repo/trunk w; cd w;"
                + " echo a >a; svn add -q a; svn commit -q --username ana -m 'Lend books\nmore'; svn update -q");
    }

    @Test
    void theHeadIsTheLastChangeAndItsTime() {
        sh("svn mkdir -qm elsewhere file://$PWD/repo/branches/x; svn update -q w");
        SourceTree.Head head = tree().head().orElseThrow();
        assertThat(head.commit()).isEqualTo(Commit.ofRevision(2));
        assertThat(head.time())
                .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(600));
        assertThat(head.time().getNano()).isZero();
        assertThat(tree().root()).isEqualTo(temp.resolve("w"));
    }

    @Test
    void listsCommitsWithTheirAuthorsNewestFirst() {
        sh("cd w; echo b >a; svn commit -q --username ben -m 'Take them back'; svn update -q");
        assertThat(tree().log(Commit.ofRevision(1), Commit.ofRevision(3)))
                .containsExactly(
                        new Entry(Commit.ofRevision(3), "ben", "Take them back"),
                        new Entry(Commit.ofRevision(2), "ana", "Lend books"));
        assertThatThrownBy(() -> tree().log(Commit.ofRevision(1), Commit.ofRevision(99)))
                .hasMessageContaining("CD-209");
    }

    @Test
    void tellsTheOlderOnOneLineAndNothingOfOthers() {
        sh("svn copy -qm b file://$PWD/repo/trunk file://$PWD/repo/branches/b; svn switch -q ^/branches/b w;"
                + " cd w; echo b >a; svn commit -qm b; svn update -q");
        assertThat(tree().ancestry(Commit.ofRevision(2), Commit.ofRevision(4))).isEqualTo(Ancestry.ANCESTOR);
        assertThat(tree().ancestry(Commit.ofRevision(4), Commit.ofRevision(2))).isEqualTo(Ancestry.NOT_ANCESTOR);
        sh("svn switch -q ^/trunk w");
        assertThat(tree().ancestry(Commit.ofRevision(2), Commit.ofRevision(4))).isEqualTo(Ancestry.UNKNOWN);
        assertThat(tree().ancestry(new Commit("ab".repeat(20)), Commit.ofRevision(2)))
                .isEqualTo(Ancestry.UNKNOWN);
    }

    @Test
    void knowsWhatItTracksAndThatAFolderOfItIsInside() throws IOException {
        Path inside = Files.createDirectories(temp.resolve("w/new/inside"));
        assertThat(SvnCommand.of(inside, variables).map(SourceTree::root)).contains(temp.resolve("w"));
        assertThat(tree().tracks("a")).isTrue();
        assertThat(tree().tracks("b")).isFalse();
        assertThat(SvnCommand.of(temp, variables)).isEmpty();
    }

    @Test
    void uncommittedContentDecidesTheDigest() throws IOException {
        assertThat(tree().changes()).isEmpty();
        Files.writeString(temp.resolve("w/a"), "x");
        List<SourceTree.Change> first = tree().changes();
        Files.writeString(temp.resolve("w/a"), "y");
        assertThat(tree().changes()).hasSize(1).isNotEqualTo(first);
        sh("cd w; svn revert -q a; svn propset -q p 1 a");
        List<SourceTree.Change> property = tree().changes();
        sh("cd w; svn propset -q p 2 a");
        assertThat(tree().changes()).hasSize(1).isNotEqualTo(property);
    }

    @Test
    void whatIsMixedInIsOneChangeAndWhatDidNotChangeInBetweenIsNone() {
        sh("cd w; echo b >b; svn add -q b; svn commit -qm two; svn update -q; echo c >b; svn commit -qm three");
        assertThat(tree().changes()).extracting(SourceTree.Change::path).containsExactly("b");
        sh("cd w; svn update -q; svn mkdir -qm m ^/branches/m; svn update -q a");
        assertThat(tree().changes()).isEmpty();
    }

    @Test
    void aServerThatHangsIsLeftAtTheDeadline() throws IOException {
        Path fake = Files.createDirectory(temp.resolve("bin")).resolve("svn");
        Files.writeString(fake, "#!/bin/sh\nexec sleep 60\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> slow = Map.of("PATH", fake.getParent() + ":" + variables.get("PATH"));
        assertThatThrownBy(() -> SvnCommand.of(temp.resolve("w"), slow, Duration.ofMillis(300)))
                .hasMessageContaining("CD-235");
        assertThatThrownBy(() -> SvnCommand.of(temp.resolve("w"), Map.of("PATH", "/nowhere")))
                .hasMessageContaining("CD-234");
    }

    @Test
    void aDamagedWorkingCopyIsAProblemAndNotAnEmptyFolder() {
        sh("echo x >w/.svn/wc.db");
        assertThatThrownBy(this::tree).hasMessageContaining("CD-236");
    }

    private SourceTree tree() {
        return SvnCommand.of(temp.resolve("w"), variables).orElseThrow();
    }

    private void sh(String script) {
        try {
            CommandRun.Answer answer = new CommandRun(
                            List.of("sh", "-ec", script), temp, variables, Duration.ofSeconds(60))
                    .run(new byte[0]);
            assertThat(answer.status()).as(answer.errors()).isZero();
        } catch (IOException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
