package dev.cdctl.adapter.git;

import dev.cdctl.model.Commit;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.source.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A working copy of git, asked through the git command; docs/design/git-by-command.md says why. */
public final class GitCommand implements SourceTree {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String MOST_ENTRIES = "10000";

    private final Git git;
    private final Path root;

    GitCommand(Git git, Path root) {
        this.git = git;
        this.root = root;
    }

    /**
     * The working copy that this folder is in; empty when it is in none.
     *
     * @param environment of the git command; what points git elsewhere is left out
     * @throws Failure when there is a working copy that git cannot or will not read
     */
    public static Optional<SourceTree> of(Path folder, Map<String, String> environment) {
        return of(folder, environment, DEADLINE);
    }

    /** The same with another deadline for each call of git. */
    static Optional<SourceTree> of(Path folder, Map<String, String> environment, Duration deadline) {
        if (!claimsToBeGit(real(folder))) {
            return Optional.empty();
        }
        Git git = new Git(real(folder), environment, deadline);
        Path root =
                real(git.folder().resolve(git.text("rev-parse", "--show-cdup").strip()));
        return Optional.of(new GitCommand(git.in(root), root));
    }

    @Override
    public String keeper() {
        return "git";
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public Optional<Head> head() {
        String[] words = {"rev-list", "--max-count=1", "--timestamp", "--end-of-options", "HEAD", "--"};
        CommandRun.Answer answer = git.ask(words);
        if (answer.status() != 0) {
            if (isUnborn()) {
                return Optional.empty();
            }
            throw git.refused(answer, words);
        }
        String[] fields = answer.output().strip().split(" ", -1);
        return Optional.of(new Head(new Commit(fields[1]), Instant.ofEpochSecond(Long.parseLong(fields[0]))));
    }

    /** Whether HEAD names a branch that has no commit yet, and not one that is damaged. */
    private boolean isUnborn() {
        CommandRun.Answer answer = git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}");
        return answer.status() == 1 && answer.lastLines().isEmpty();
    }

    @Override
    public List<Tagged> nearestTags(Commit from, Predicate<String> accepted) {
        return new Tags(git, from).nearest(accepted);
    }

    @Override
    public int commitCount(Commit from) {
        return Integer.parseInt(git.text("rev-list", "--count", "--end-of-options", from.id(), "--")
                .strip());
    }

    @Override
    public List<Change> changes() {
        return new Status(git, root).changes();
    }

    @Override
    public boolean tracks(String path) {
        String[] words = {"--literal-pathspecs", "ls-files", "--error-unmatch", "-z", "--", path};
        CommandRun.Answer answer = git.ask(words);
        if (answer.status() > 1) {
            throw git.refused(answer, words);
        }
        return answer.status() == 0;
    }

    @Override
    public Ancestry ancestry(Commit older, Commit newer) {
        if (!holds(older) || !holds(newer)) {
            return Ancestry.UNKNOWN;
        }
        String[] words = {"merge-base", "--is-ancestor", older.id(), newer.id()};
        CommandRun.Answer answer = git.ask(words);
        return switch (answer.status()) {
            case 0 -> Ancestry.ANCESTOR;
            case 1 -> new Tags(git, newer).cutOff() ? Ancestry.UNKNOWN : Ancestry.NOT_ANCESTOR;
            default -> throw git.refused(answer, words);
        };
    }

    @Override
    public List<Entry> log(Commit from, Commit to) {
        for (Commit commit : List.of(from, to)) {
            if (!holds(commit)) {
                throw Failure.failed(Problem.of("CD-209", "this clone does not hold commit " + commit.brief())
                        .remedy("git fetch --tags origin, and --unshallow when the clone is shallow"));
            }
        }
        String[] fields = git.text(
                        "log",
                        "-z",
                        "--no-color",
                        "--max-count=" + MOST_ENTRIES,
                        "--format=%H%x00%aN%x00%s",
                        "--end-of-options",
                        from.id() + ".." + to.id(),
                        "--")
                .split("\0", -1);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i + 2 < fields.length; i += 3) {
            entries.add(new Entry(new Commit(fields[i]), plain(fields[i + 1]), plain(fields[i + 2])));
        }
        return entries;
    }

    private boolean holds(Commit commit) {
        return commit.revision().isEmpty()
                && git.ask("cat-file", "-e", commit.id() + "^{commit}").status() == 0;
    }

    private static String plain(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", " ").strip();
    }

    /** Looks for {@code .git} before a process is started for nothing. */
    private static boolean claimsToBeGit(Path folder) {
        return Stream.iterate(Optional.of(folder), Optional::isPresent, at -> at.map(Path::getParent))
                .flatMap(Optional::stream)
                .anyMatch(at -> Files.exists(at.resolve(".git"), LinkOption.NOFOLLOW_LINKS));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-203", "the folder " + path + " cannot be read")
                            .because(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }
}
