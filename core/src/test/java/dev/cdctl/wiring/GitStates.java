package dev.cdctl.wiring;

import dev.cdctl.version.VersionSpec.Source;
import java.util.List;

/** States of a git repository, above all those in which CI leaves a checkout. */
final class GitStates {
    /** A repository {@code w} with one commit; {@code commit} adds one; {@code published} makes {@code origin} of it. */
    static final String FUNCTIONS = """
            repository() { git init -q -b main "$1"; cd "$1"; commit start; }
            commit() { echo "$1" >"file-$1"; git add -A; git commit -qm "$1"; }
            clone() { cd "$T"; git clone -q "$@" "file://$T/origin" w; cd w; }
            """;

    private static final String TAGGED = "repository w; git tag v1.4.2; ";
    private static final String ORIGIN = "repository origin; git tag v1.4.2; commit two; ";
    private static final String DIRTY = "1.4.3-dev.0.gCOMMIT.dirty.CONTENT";

    private GitStates() {}

    static List<RepositoryState> all() {
        return List.of(
                git("A tag on the commit", "1.4.2", TAGGED),
                git("An annotated tag on the commit", "1.4.2", "repository w; git tag -a -m x v1.4.2"),
                git("A tag of a tag", "1.4.2", "repository w; git tag -a -m x inner; git tag -a -m x v1.4.2 inner"),
                git("Two commits after the tag", "1.4.3-dev.2.gCOMMIT", TAGGED + "commit two; commit three"),
                git(
                        "A commit after the tag of a pre-release",
                        "2.0.0-rc.1.dev.1.gCOMMIT",
                        "repository w; git tag v2.0.0-rc.1; commit two"),
                git("No tag at all, two commits", "0.0.0-dev.2.gCOMMIT", "repository w; commit two"),
                git(
                        "v1.9.0 and v1.10.0 on one commit: the highest",
                        "1.10.0",
                        "repository w; git tag v1.10.0; git tag v1.9.0"),
                git(
                        "v1.4.2-rc.1 and v1.4.2 on one commit: the release",
                        "1.4.2",
                        TAGGED + "git tag v1.4.2-rc.1; git tag v1.4.2-rc.2"),
                git(
                        "Tags that are no versions (nightly, v1.5, v01.2.3) on later commits",
                        "1.4.3-dev.1.gCOMMIT",
                        TAGGED + "commit two; git tag nightly; git tag v1.5; git tag v01.2.3; git tag 9.9.9"),
                RepositoryState.of(
                        "`tag-prefix: release-`, and tags with and without it",
                        "1.4.2",
                        new Source.Git("release-"),
                        "repository w; git tag release-1.4.2; git tag v9.0.0"),
                RepositoryState.of(
                        "An empty `tag-prefix`",
                        "1.4.2",
                        new Source.Git(""),
                        "repository w; git tag 1.4.2; git tag v9.0.0"),
                git(
                        "A tag on a merge",
                        "1.5.0",
                        TAGGED + branched() + "git merge -q --no-ff -m m side; git tag v1.5.0"),
                git(
                        "A merge whose second parent has the tag",
                        "1.4.4-dev.2.gCOMMIT",
                        TAGGED + branched() + "git tag v1.4.3 side; git merge -q --no-ff -m m side"),
                git(
                        "A tag on another branch does not count",
                        "1.4.3-dev.1.gCOMMIT",
                        TAGGED + branched() + "git tag v1.4.3 side"),
                git("A detached head", "1.4.3-dev.1.gCOMMIT", TAGGED + "commit two; git switch -q --detach"),
                git(
                        "An older commit than the tag",
                        "0.0.0-dev.1.gCOMMIT",
                        "repository w; commit two; git tag v1.4.2;" + " git switch -q --detach HEAD~1"),
                git("A linked work tree", "1.4.2", "repository o; git tag v1.4.2; git worktree add -q ../w HEAD"),
                git(
                        "A folder inside the repository",
                        "1.4.2",
                        "repository o; mkdir w; echo x >w/x; git add -A;"
                                + " git commit -qm x; git tag v1.4.2; cd ..; ln -s o/w w"),
                git(
                        "A `.git` file that leads to the repository",
                        "1.4.2",
                        "repository o; git tag v1.4.2; cd ..; git clone -q --separate-git-dir=kept o w"),
                git(
                        "A repository with SHA-256",
                        "1.4.3-dev.1.gCOMMIT",
                        "git init -q --object-format=sha256 w; cd w;" + " commit one; git tag v1.4.2; commit two"),
                git(
                        "A clone of the tag, depth 1 (a tag build of CI)",
                        "1.4.2",
                        ORIGIN + "clone --depth 1 --branch v1.4.2"),
                git("A clone of depth 1, the tag on an older commit", "CD-207", ORIGIN + "clone --depth 1"),
                git(
                        "A clone of depth 1 of the tagged commit, without its tags",
                        "CD-207",
                        "repository origin; git tag v1.4.2; clone --depth 1 --no-tags"),
                git("A clone of depth 2 that reaches the tag", "1.4.3-dev.1.gCOMMIT", ORIGIN + "clone --depth 2"),
                git(
                        "A clone of depth 1 after `git fetch --unshallow --tags`",
                        "1.4.3-dev.1.gCOMMIT",
                        ORIGIN + "clone --depth 1; git fetch -q --unshallow --tags"),
                git(
                        "One commit fetched by its id, no tags (the default of GitHub Actions)",
                        "CD-207",
                        ORIGIN + "C=$(git rev-parse HEAD); git init -q ../w; cd ../w; git fetch -q --no-tags --depth=1"
                                + " \"file://$T/origin\" main; git checkout -q $C"),
                git("All commits fetched, but no tags", "0.0.0-dev.2.gCOMMIT", ORIGIN + "clone --no-tags"),
                git(
                        "A clone without file contents (`--filter=blob:none`)",
                        "1.4.3-dev.1.gCOMMIT",
                        ORIGIN + "git config uploadpack.allowFilter true; clone --filter=blob:none"),
                git(
                        "A sparse checkout",
                        "1.4.2",
                        TAGGED + "mkdir d; commit two; echo y >d/y; git add -A;"
                                + " git commit -qm d; git tag -f v1.4.2; git sparse-checkout set --cone other"),
                git("A tracked file was changed", DIRTY, TAGGED + "echo x >file-start"),
                git("A change is staged", DIRTY, TAGGED + "echo x >file-start; git add -A"),
                git("A tracked file is gone", DIRTY, TAGGED + "rm file-start"),
                git("An untracked file", DIRTY, TAGGED + "echo x >new"),
                git(
                        "An ignored file",
                        "1.4.2",
                        "repository w; echo build >.gitignore; commit ignore; git tag v1.4.2; echo x >build"),
                git("A file was touched, its content is the same", "1.4.2", TAGGED + "touch -d 2001-01-01 file-start"),
                git(
                        "A change two commits after the tag",
                        "1.4.3-dev.2.gCOMMIT.dirty.CONTENT",
                        TAGGED + "commit two; commit three; echo x >file-two"),
                git(
                        "The pipeline in a submodule: its own tags",
                        "2.0.0",
                        "repository library; git tag v2.0.0; cd ..;"
                                + " repository o; git tag v1.4.2; git submodule --quiet add ../library lib; cd ..; ln -s o/lib w"),
                git("A submodule as it was committed", "1.4.2", withSubmodule()),
                git("A file in a submodule was changed", DIRTY, withSubmodule() + "echo x >lib/file-start"),
                git("A submodule at another commit", DIRTY, withSubmodule() + "cd lib; commit other"),
                git("No commit yet", "CD-205", "git init -q w"),
                git("No repository", "CD-206", "mkdir w"),
                git("A repository of another user (`safe.directory`)", "CD-204", TAGGED)
                        .with("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"));
    }

    private static String branched() {
        return "git switch -q -c side; commit side; git switch -q main; commit two; ";
    }

    private static String withSubmodule() {
        return "repository library; cd ..; repository w; git submodule --quiet add ../library lib; commit lib;"
                + " git tag v1.4.2; ";
    }

    private static RepositoryState git(String name, String version, String script) {
        return RepositoryState.of(name, version, new Source.Git("v"), script);
    }
}
