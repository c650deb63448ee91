package dev.cdctl.adapter.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Commit;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Version;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.source.ResolvedVersion;
import dev.cdctl.version.stamp.Stamper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionFromGitTest {
    private static final List<StampSpec> STAMPS = List.of(new StampSpec(
            StampSpec.Kind.FILE, "app.iss", "AppVersion=(.*)", Optional.empty(), Origin.of("pipeline.yaml")));

    private final Path temp;
    private final Repo repo;

    VersionFromGitTest(@TempDir Path temp) throws IOException {
        this.temp = temp;
        this.repo = Repo.started(Files.createDirectory(temp.resolve("repo")));
    }

    @Test
    void aTaggedCleanCommitIsItsTag() {
        repo.tag("v1.4.2");
        ResolvedVersion version = repo.resolve();
        assertThat(version.version()).hasToString("1.4.2");
        assertThat(version.dirty()).isFalse();
        assertThat(version.commit()).contains(new Commit(repo.git("rev-parse", "HEAD")));
        assertThat(version.commitTime()).contains(Instant.parse("2026-03-04T05:06:07Z"));
        assertThat(version.how()).isEqualTo("tag v1.4.2 on commit " + repo.head());
    }

    @Test
    void anAnnotatedTagAndATagOfATagCountToo() {
        repo.git("tag", "-a", "-m", "one", "v1.0.0");
        assertThat(repo.version()).isEqualTo("1.0.0");
        repo.git("-c", "advice.nestedTag=false", "tag", "-a", "-m", "two", "v1.1.0", "v1.0.0");
        assertThat(repo.version()).isEqualTo("1.1.0");
    }

    @Test
    void commitsAfterATagAreCounted() {
        repo.tag("v1.4.2");
        repo.commit("two");
        repo.commit("three");
        assertThat(repo.version()).isEqualTo("1.4.3-dev.2.g" + repo.head());
        assertThat(repo.resolve().how()).isEqualTo("2 commits after tag v1.4.2");
    }

    @Test
    void commitsAfterAPreReleaseStayBeforeTheNextOne() {
        repo.tag("v2.0.0-rc.1");
        assertThat(repo.version()).isEqualTo("2.0.0-rc.1");
        repo.commit("two");
        assertThat(repo.version()).isEqualTo("2.0.0-rc.1.dev.1.g" + repo.head());
    }

    @Test
    void withoutATagEveryCommitIsCounted() {
        repo.commit("two");
        assertThat(repo.version()).isEqualTo("0.0.0-dev.2.g" + repo.head());
    }

    @Test
    void ofSeveralTagsOnOneCommitTheHighestWins() {
        repo.tag("v1.9.0")
                .tag("v1.10.0")
                .tag("v1.10.0-rc.1")
                .tag("v9")
                .tag("nightly")
                .tag("release-7.0.0");
        assertThat(repo.version()).isEqualTo("1.10.0");
        repo.commit("two");
        assertThat(repo.version()).startsWith("1.10.1-dev.1.g");
    }

    @Test
    void aTagThatIsNoVersionDoesNotHideTheOneBehindIt() {
        repo.tag("v1.4.2");
        repo.commit("two");
        repo.tag("v-next").tag("v1.5").tag("v1.5.0.1").tag("v01.2.3").tag("v99999999999999999999.0.0");
        assertThat(repo.version()).startsWith("1.4.3-dev.1.g");
    }

    @Test
    void theNearestTagOfAMergeIsTheOneWithTheFewestCommitsSince() {
        repo.tag("v1.0.0");
        repo.git("switch", "-q", "-c", "side");
        repo.commit("side");
        repo.tag("v1.1.0");
        repo.git("switch", "-q", "main");
        repo.commit("main 1");
        repo.commit("main 2");
        repo.git("merge", "-q", "--no-ff", "-m", "merge", "side");
        assertThat(repo.version()).isEqualTo("1.1.1-dev.3.g" + repo.head());
        repo.tag("v2.0.0");
        assertThat(repo.version()).isEqualTo("2.0.0");
    }

    @Test
    void aTagOfAnotherBranchDoesNotCount() {
        repo.tag("v1.0.0");
        repo.commit("shared");
        repo.git("switch", "-q", "-c", "side");
        repo.commit("side");
        repo.tag("v1.0.1");
        repo.git("switch", "-q", "main");
        repo.commit("main");
        assertThat(repo.version()).startsWith("1.0.1-dev.2.g");
    }

    @Test
    void aDetachedHeadAndALinkedWorkTreeGiveTheSame() {
        repo.tag("v1.4.2");
        repo.commit("two");
        String version = repo.version();
        repo.git("switch", "-q", "--detach");
        assertThat(repo.version()).isEqualTo(version);
        repo.git("worktree", "add", "-q", "../linked", "HEAD");
        assertThat(new Repo(temp.resolve("linked")).version()).isEqualTo(version);
    }

    @Test
    void uncommittedContentIsInTheVersion() {
        repo.tag("v1.4.2");
        repo.write("readme", "two\n");
        String two = repo.version();
        assertThat(two).matches("1\\.4\\.3-dev\\.0\\.g" + repo.head() + "\\.dirty\\.[a-f][0-9a-f]{7}");
        assertThat(repo.resolve().dirty()).isTrue();
        repo.write("readme", "three\n");
        assertThat(repo.version()).isNotEqualTo(two);
        repo.write("readme", "two\n");
        assertThat(repo.version()).isEqualTo(two);
        repo.git("add", "readme");
        assertThat(repo.version()).isEqualTo(two);
        repo.write("readme", "one\n").git("reset", "-q");
        assertThat(repo.version()).isEqualTo("1.4.2");
    }

    @Test
    void anUntrackedFileCountsByNameAndContentAndAnIgnoredOneDoesNot() {
        repo.write(".gitignore", "ignored\n").commit("ignore");
        repo.tag("v1.4.2");
        repo.write("ignored", "x");
        assertThat(repo.version()).isEqualTo("1.4.2");
        repo.write("new dir/ \"new\"\n\tfile", "x");
        String first = repo.version();
        assertThat(first).contains(".dirty.");
        repo.write("new dir/ \"new\"\n\tfile", "y");
        assertThat(repo.version()).contains(".dirty.").isNotEqualTo(first);
    }

    @Test
    void aFileNameThatThisJvmCannotOpenIsToldAndNotSkipped() throws IOException {
        repo.tag("v1.4.2");
        repo.sh("printf x > $(printf '\\303\\244')");
        if ("UTF-8".equals(System.getProperty("sun.jnu.encoding"))) {
            assertThat(repo.version()).contains(".dirty.");
        } else {
            assertThatThrownBy(repo::version).hasMessageContaining("CD-208");
        }
    }

    @Test
    void aStampIsNoChangeAndRestoreLeavesTheWorkingCopyClean() {
        repo.write("services/x/app.iss", "AppVersion=0\r\n").commit("app");
        repo.tag("v1.4.2");
        repo.commit("two");
        Repo service = new Repo(repo.folder().resolve("services/x"));
        String version = service.version();
        Stamper stamper = new Stamper(service.folder(), service.maybeTree());
        assertThat(stamper.stamp(new Version(version), STAMPS).written()).containsExactly("app.iss");
        assertThat(service.resolve().dirty()).isFalse();
        assertThat(service.version()).isEqualTo(version);
        assertThat(repo.git("status", "--porcelain")).isEqualTo("M services/x/app.iss");
        repo.write("readme", "changed");
        assertThat(service.version()).contains(".dirty.");
        repo.git("checkout", "-q", "readme");
        assertThat(stamper.restore().restored()).containsExactly("app.iss");
        assertThat(repo.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void aStampThatWasCommittedIsNotTakenBack() {
        repo.write("app.iss", "AppVersion=0\n").commit("app");
        Stamper stamper = new Stamper(repo.folder(), repo.maybeTree());
        stamper.stamp(new Version("1.0.0"), STAMPS);
        repo.commit("release 1.0.0");
        stamper.stamp(new Version("1.0.1"), STAMPS);
        assertThat(stamper.restore().restored()).containsExactly("app.iss");
        assertThat(repo.folder().resolve("app.iss")).hasContent("AppVersion=1.0.0");
        stamper.stamp(new Version("1.0.1"), STAMPS);
        repo.commit("release 1.0.1");
        assertThat(stamper.restore().restored()).isEmpty();
        assertThat(repo.folder().resolve("app.iss")).hasContent("AppVersion=1.0.1");
    }

    @Test
    void anIgnoredFileIsPutBackAsWell() {
        repo.write(".gitignore", "app.iss\n").commit("ignore");
        repo.write("app.iss", "AppVersion=0\n");
        Stamper stamper = new Stamper(repo.folder(), repo.maybeTree());
        stamper.stamp(new Version("1.0.0"), STAMPS);
        assertThat(stamper.restore().restored()).containsExactly("app.iss");
        assertThat(repo.folder().resolve("app.iss")).hasContent("AppVersion=0");
    }

    @Test
    void deletedFilesModesAndLinksCount() throws IOException {
        repo.tag("v1.4.2");
        Path readme = repo.folder().resolve("readme");
        Files.setPosixFilePermissions(readme, PosixFilePermissions.fromString("rwxr-xr-x"));
        String executable = repo.version();
        Files.delete(readme);
        String gone = repo.version();
        Files.createSymbolicLink(readme, Path.of("/nowhere"));
        String link = repo.version();
        assertThat(executable).contains(".dirty.").isNotEqualTo(gone);
        assertThat(gone).contains(".dirty.").isNotEqualTo(link);
        assertThat(link).contains(".dirty.");
    }

    @Test
    void aRepositoryInsideCountsByItsOwnState() {
        repo.tag("v1.4.2");
        Repo inside = new Repo(repo.folder().resolve("inside"));
        repo.write("inside/x", "1");
        Repo.init(inside.folder());
        String unborn = repo.version();
        inside.commit("first");
        String first = repo.version();
        inside.write("x", "2");
        assertThat(unborn).contains(".dirty.").isNotEqualTo(first);
        assertThat(first).contains(".dirty.").isNotEqualTo(repo.version());
    }

    @Test
    void aSubmoduleCountsOnceItDiffers() throws IOException {
        Repo library = Repo.started(Files.createDirectory(temp.resolve("library")));
        repo.git("submodule", "--quiet", "add", library.folder().toString(), "lib");
        repo.commit("with a library");
        repo.tag("v1.4.2");
        assertThat(repo.version()).isEqualTo("1.4.2");
        Repo inside = new Repo(repo.folder().resolve("lib"));
        inside.write("readme", "changed\n");
        String changed = repo.version();
        inside.commit("changed");
        assertThat(changed).contains(".dirty.").isNotEqualTo(repo.version());
        assertThat(repo.version()).contains(".dirty.");
    }

    @Test
    void aRepositoryWithLongCommitIdsWorksTheSame() throws IOException {
        Repo wide = new Repo(Files.createDirectory(temp.resolve("wide")));
        wide.git("init", "-q", "--object-format=sha256");
        wide.write("x", "1").commit("one");
        wide.tag("v1.0.0").commit("two");
        assertThat(wide.version()).isEqualTo("1.0.1-dev.1.g" + wide.head());
    }

    @Test
    void cdctlsOwnFolderNeverCounts() {
        repo.tag("v1.4.2");
        repo.write(".cdctl/release.json", "{}").write("service/.cdctl/x", "y");
        assertThat(repo.version()).isEqualTo("1.4.2");
        repo.write("service/.cdctlx/x", "y");
        assertThat(repo.version()).contains(".dirty.");
    }

    @Test
    void touchingAFileChangesNothing() throws IOException {
        repo.tag("v1.4.2");
        Files.setLastModifiedTime(
                repo.folder().resolve("readme"), java.nio.file.attribute.FileTime.from(Instant.EPOCH));
        assertThat(repo.version()).isEqualTo("1.4.2");
    }

    @Test
    void aShallowCloneSaysThatTheTagIsOutOfReach() {
        repo.tag("v1.4.2");
        repo.commit("two");
        repo.commit("three");
        Repo shallow = clone("shallow", "--depth=1");
        assertThatThrownBy(shallow::version)
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem.code()).isEqualTo("CD-207"))
                                .satisfies(problem ->
                                        assertThat(problem.remedy()).isEqualTo("git fetch --unshallow --tags")));
        shallow.git("fetch", "-q", "--unshallow", "--tags");
        assertThat(shallow.version()).isEqualTo(repo.version());
    }

    @Test
    void aShallowCloneThatReachesFarEnoughIsGoodEnough() {
        repo.commit("before");
        repo.tag("v1.4.2");
        repo.commit("two");
        assertThat(clone("enough", "--depth=2").version()).isEqualTo(repo.version());
        repo.tag("v1.5.0");
        assertThat(clone("exact", "--depth=1").version()).isEqualTo("1.5.0");
    }

    @Test
    void aShallowCloneThatCutsASideBranchOffDoesNotMiscount() {
        repo.git("switch", "-q", "-c", "side");
        repo.commit("side 1");
        repo.commit("side 2");
        repo.commit("side 3");
        repo.git("switch", "-q", "main");
        repo.commit("main 1");
        repo.tag("v1.0.0");
        repo.git("merge", "-q", "--no-ff", "-m", "merge", "side");
        assertThat(repo.version()).startsWith("1.0.1-dev.4.g");
        assertThatThrownBy(clone("cut", "--depth=2")::version).hasMessageContaining("CD-207");
    }

    @Test
    void anEmptyRepositoryAndNoRepositoryAreProblems() throws IOException {
        Repo empty = Repo.init(Files.createDirectory(temp.resolve("empty")));
        assertThatThrownBy(empty::version).hasMessageContaining("CD-205");
        Repo none = new Repo(Files.createDirectory(temp.resolve("none")));
        assertThat(none.maybeTree()).isEqualTo(Optional.empty());
        assertThatThrownBy(none::version).hasMessageContaining("CD-206");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x;$(touch${IFS}canary)",
                "`touch${IFS}canary`",
                "a&&touch${IFS}canary",
                "p|touch${IFS}canary",
                "--upload-pack=touch${IFS}canary",
                "-rf",
                "a'b\"c",
                "<script>",
                "v1.0.0;touch${IFS}canary",
                "v1.0.0-$(id)",
                "HEAD",
                "--all",
            })
    void hostileNamesOfBranchesAndTagsAreJustNames(String name) {
        repo.tag("v1.4.2");
        repo.commit("two");
        String id = repo.git("rev-parse", "HEAD");
        repo.git("update-ref", "refs/tags/" + name, id);
        repo.git("update-ref", "refs/heads/" + name, id);
        repo.git("symbolic-ref", "HEAD", "refs/heads/" + name);
        assertThat(repo.version()).isEqualTo("1.4.3-dev.1.g" + id.substring(0, 8));
        assertThat(repo.folder().resolve("canary")).doesNotExist();
    }

    @Test
    void aFolderInsideTheRepositoryHasTheSameVersion() {
        repo.write("services/books/pipeline.yaml", "x").commit("books");
        repo.tag("v3.0.0");
        assertThat(new Repo(repo.folder().resolve("services/books")).version()).isEqualTo("3.0.0");
    }

    private Repo clone(String name, String... options) {
        String[] words = new String[options.length + 5];
        words[0] = "clone";
        words[1] = "-q";
        words[2] = "--no-local";
        System.arraycopy(options, 0, words, 3, options.length);
        words[words.length - 2] = "file://" + repo.folder();
        words[words.length - 1] = "../" + name;
        repo.git(words);
        return new Repo(temp.resolve(name));
    }
}
