package dev.cdctl.adapter.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Commit;
import dev.cdctl.model.Failure;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.SourceTree.Ancestry;
import dev.cdctl.version.SourceTree.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCommandTest {
    private static final Commit UNKNOWN = new Commit("0123456789".repeat(4));

    private final Path temp;
    private final Repo repo;

    GitCommandTest(@TempDir Path temp) throws IOException {
        this.temp = temp;
        this.repo = Repo.started(Files.createDirectory(temp.resolve("repo")));
    }

    @Test
    void tellsAncestorsFromOthers() {
        Commit first = new Commit(repo.git("rev-parse", "HEAD"));
        Commit second = new Commit(repo.commit("second"));
        assertThat(repo.tree().isAncestor(first, second)).isTrue();
        assertThat(repo.tree().isAncestor(first, first)).isTrue();
        assertThat(repo.tree().ancestry(second, first)).isEqualTo(Ancestry.NOT_ANCESTOR);
        assertThat(repo.tree().ancestry(UNKNOWN, first)).isEqualTo(Ancestry.UNKNOWN);
        assertThat(repo.tree().ancestry(first, UNKNOWN)).isEqualTo(Ancestry.UNKNOWN);
    }

    @Test
    void aShallowCloneDoesNotSayNoWhenItCannotKnow() {
        Commit first = new Commit(repo.git("rev-parse", "HEAD"));
        Commit second = new Commit(repo.commit("second"));
        repo.git("clone", "-q", "--no-local", "--depth=1", "file://" + repo.folder(), "../shallow");
        Repo shallow = new Repo(temp.resolve("shallow"));
        shallow.git("fetch", "-q", "--depth=1", "origin", first.id());
        assertThat(shallow.tree().ancestry(first, second)).isEqualTo(Ancestry.UNKNOWN);
    }

    @Test
    void listsCommitsWithTheirAuthorsNewestFirst() throws IOException {
        Commit first = new Commit(repo.git("rev-parse", "HEAD"));
        Files.writeString(temp.resolve("message"), "second: ä");
        repo.git("commit", "-q", "--allow-empty", "-F", "../message");
        Commit second = new Commit(repo.git("rev-parse", "HEAD"));
        repo.git("commit", "-q", "--allow-empty", "--author=Bob\u001b[31m <b@example.test>", "-m", "third\n\nbody");
        Commit third = new Commit(repo.git("rev-parse", "HEAD"));
        assertThat(repo.tree().log(first, third))
                .containsExactly(new Entry(third, "Bob [31m", "third"), new Entry(second, "Ada", "second: ä"));
        assertThat(repo.tree().log(third, first)).isEmpty();
        assertThatThrownBy(() -> repo.tree().log(UNKNOWN, third)).hasMessageContaining("CD-209");
    }

    @Test
    void whatAHookSetsDoesNotLeadElsewhere() throws IOException {
        Repo other = Repo.started(Files.createDirectory(temp.resolve("other")));
        other.tag("v9.0.0");
        Map<String, String> hook = new HashMap<>(Repo.ENVIRONMENT);
        hook.put("GIT_DIR", other.folder().resolve(".git").toString());
        hook.put("GIT_WORK_TREE", other.folder().toString());
        hook.put("GIT_INDEX_FILE", "/nonexistent/index");
        SourceTree tree = GitCommand.of(repo.folder(), hook).orElseThrow();
        assertThat(tree.root()).isEqualTo(repo.folder().toRealPath());
        assertThat(tree.nearestTags(tree.head().orElseThrow().commit(), tag -> true))
                .isEmpty();
    }

    @Test
    void asksWithoutTakingALockOrWritingTheIndex() throws IOException {
        Path index = repo.folder().resolve(".git/index");
        byte[] before = Files.readAllBytes(index);
        Files.setLastModifiedTime(
                repo.folder().resolve("readme"), java.nio.file.attribute.FileTime.fromMillis(86_400_000));
        Files.createFile(repo.folder().resolve(".git/index.lock"));
        assertThat(repo.tree().changes()).isEmpty();
        assertThat(Files.readAllBytes(index)).isEqualTo(before);
    }

    @Test
    void aMissingGitIsAProblem() {
        assertThatThrownBy(() -> GitCommand.of(repo.folder(), Map.of("PATH", "/nonexistent"))
                        .orElseThrow()
                        .head())
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.UNREACHABLE));
    }

    @Test
    void aGitThatHangsIsEndedAtTheDeadline() throws IOException {
        Path git = Files.createDirectory(temp.resolve("bin")).resolve("git");
        Files.writeString(git, "#!/bin/sh\nsleep 1000\n");
        Files.setPosixFilePermissions(git, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment = Map.of("PATH", git.getParent() + ":" + Repo.ENVIRONMENT.get("PATH"));
        assertThatThrownBy(() -> GitCommand.of(repo.folder(), environment, Duration.ofMillis(200)))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo("CD-202"));
    }

    @Test
    void aDamagedRepositoryIsAProblemAndNotAVersion() throws IOException {
        Files.writeString(repo.folder().resolve(".git/HEAD"), "nonsense");
        assertThatThrownBy(() -> repo.maybeTree().flatMap(tree -> tree.head())).hasMessageContaining("CD-203");
    }
}
