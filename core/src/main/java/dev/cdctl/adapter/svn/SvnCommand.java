package dev.cdctl.adapter.svn;

import dev.cdctl.model.Commit;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.version.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A working copy of Subversion, asked through the svn command. The commit is the last one that changed what is checked
 * out. The head and what differs from it are known here; tags, counts and logs are asked from the server.
 */
public final class SvnCommand implements SourceTree {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int MOST_ENTRIES = 10_000;

    private final Svn svn;

    private SvnCommand(Svn svn) {
        this.svn = svn;
    }

    /**
     * The working copy that this folder is in; empty when it is in none.
     *
     * @param environment of the svn command
     * @throws Failure when there is a working copy that svn cannot or will not read
     */
    public static Optional<SourceTree> of(Path folder, Map<String, String> environment) {
        return of(folder, environment, DEADLINE);
    }

    /** The same with another deadline for each call of svn. */
    static Optional<SourceTree> of(Path folder, Map<String, String> environment, Duration deadline) {
        Path start = real(folder);
        if (Stream.iterate(Optional.of(start), Optional::isPresent, at -> at.map(Path::getParent))
                .flatMap(Optional::stream)
                .noneMatch(at -> Files.isDirectory(at.resolve(".svn"), LinkOption.NOFOLLOW_LINKS))) {
            return Optional.empty();
        }
        // A folder that svn does not know yet may lie in a working copy all the same, so its parents are asked.
        return Stream.iterate(Optional.of(start), Optional::isPresent, at -> at.map(Path::getParent))
                .flatMap(Optional::stream)
                .flatMap(at -> top(new Svn(at, environment, deadline)).stream())
                .findFirst()
                .map(top -> new SvnCommand(new Svn(top, environment, deadline)));
    }

    private static Optional<Path> top(Svn svn) {
        return svn.find("info", ".")
                .flatMap(info -> info.first("entry"))
                .flatMap(entry -> entry.first("wc-info"))
                .map(info -> real(Path.of(info.textOf("wcroot-abspath"))));
    }

    @Override
    public String keeper() {
        return "svn";
    }

    @Override
    public Path root() {
        return svn.folder();
    }

    @Override
    public Optional<Head> head() {
        return entry().first("commit")
                .filter(commit -> commit.revision() > 0)
                .map(commit -> new Head(
                        Commit.ofRevision(commit.revision()),
                        Instant.parse(commit.textOf("date")).truncatedTo(ChronoUnit.SECONDS)));
    }

    @Override
    public List<Tagged> nearestTags(Commit from, Predicate<String> accepted) {
        Xml entry = entry();
        return new Tags(svn, place(entry), entry.revision())
                .nearest(from.revision().orElse(0), accepted);
    }

    @Override
    public int commitCount(Commit from) {
        return line().countAfter(0, from.revision().orElse(0));
    }

    @Override
    public List<Change> changes() {
        return new Status(svn, root()).changes();
    }

    @Override
    public boolean tracks(String path) {
        return svn.find("info", path + "@").isPresent();
    }

    /** Along one line the numbers decide; what was merged from elsewhere cannot be told. */
    @Override
    public Ancestry ancestry(Commit older, Commit newer) {
        if (older.revision().isEmpty() || newer.revision().isEmpty()) {
            return Ancestry.UNKNOWN;
        }
        List<Long> revisions = line().revisions();
        long first = older.revision().getAsLong();
        long second = newer.revision().getAsLong();
        if (!revisions.contains(first) || !revisions.contains(second)) {
            return Ancestry.UNKNOWN;
        }
        return first <= second ? Ancestry.ANCESTOR : Ancestry.NOT_ANCESTOR;
    }

    @Override
    public List<Entry> log(Commit from, Commit to) {
        if (ancestry(from, to) == Ancestry.UNKNOWN) {
            throw Failure.failed(Problem.of(
                            "CD-209",
                            "this working copy does not come from both " + from.brief() + " and " + to.brief())
                    .remedy("svn update, or svn switch to the line that both are on"));
        }
        Xml entry = entry();
        long after = from.revision().orElse(0);
        return svn.xml(
                        "log",
                        "-l" + MOST_ENTRIES,
                        "-r" + to.revision().orElse(0) + ":" + after,
                        place(entry).at(entry.revision()))
                .all("logentry")
                .filter(logged -> logged.revision() > after)
                .map(logged -> new Entry(
                        Commit.ofRevision(logged.revision()),
                        plain(logged.textOf("author")),
                        plain(logged.textOf("msg").lines().findFirst().orElse(""))))
                .toList();
    }

    private Line line() {
        Xml entry = entry();
        return Line.of(svn, place(entry), entry.revision());
    }

    private Xml entry() {
        return svn.xml("info", ".").first("entry").orElseThrow();
    }

    private static Place place(Xml entry) {
        return Place.ofRelative(entry.textOf("relative-url"));
    }

    private static String plain(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", " ").strip();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-236", "the folder " + path + " cannot be read")
                            .because(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }
}
