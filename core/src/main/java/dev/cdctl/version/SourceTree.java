package dev.cdctl.version;

import dev.cdctl.model.Commit;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The working copy that a pipeline lives in, as version control sees it. Every method asks anew and changes nothing;
 * all of them throw a {@link dev.cdctl.model.Failure} when there is no answer.
 */
public interface SourceTree {
    /** What keeps it: {@code git} or {@code svn}. */
    String keeper();

    /** The top folder of the working copy, absolute and without links. */
    Path root();

    /** The commit that is checked out, on a branch or not; empty before the first commit. */
    Optional<Head> head();

    /**
     * The tagged commits that are nearest to a commit: those with the fewest commits since. Several when they are
     * equally near, none when no accepted tag can be reached from it.
     *
     * @param from the commit, usually the head
     * @param accepted decides by a tag's name, without {@code refs/tags/}
     * @throws dev.cdctl.model.Failure when the history is cut off (a shallow clone) before the answer is certain
     */
    List<Tagged> nearestTags(Commit from, Predicate<String> accepted);

    /** How many commits the commit has behind it, itself included. */
    int commitCount(Commit from);

    /** What differs from the head, untracked files included and ignored ones not, sorted by path. */
    List<Change> changes();

    /**
     * Whether version control knows that file, changed or not.
     *
     * @param path relative to the top of the working copy, with slashes
     */
    boolean tracks(String path);

    /** Whether {@code older} is among the commits that {@code newer} grew from. */
    Ancestry ancestry(Commit older, Commit newer);

    /** Whether it is certain that {@code older} is an ancestor of {@code newer}, or the same commit. */
    default boolean isAncestor(Commit older, Commit newer) {
        return ancestry(older, newer) == Ancestry.ANCESTOR;
    }

    /**
     * The commits that {@code to} has and {@code from} has not, newest first.
     *
     * @throws dev.cdctl.model.Failure when this clone does not hold one of the two
     */
    List<Entry> log(Commit from, Commit to);

    /**
     * The commit that is checked out.
     *
     * @param time when it was committed, in whole seconds; the same for everyone, so archives can carry it
     */
    record Head(Commit commit, Instant time) {}

    /**
     * A commit with tags.
     *
     * @param tags the accepted ones, at least one, in no order
     * @param distance the number of commits that the head has and this commit has not; 0 is the head itself
     */
    record Tagged(List<String> tags, Commit commit, int distance) {
        /** Copies the list. */
        public Tagged {
            tags = List.copyOf(tags);
        }
    }

    /**
     * One path that differs from the head.
     *
     * @param path relative to the top of the working copy, with slashes
     * @param content what is there now; empty when nothing is
     */
    record Change(String path, Kind kind, Optional<Digest> content) {
        /**
         * What is at that path now.
         *
         * @throws Failure when it cannot be read, or its name cannot be expressed by this process (CD-208)
         */
        public static Change look(String path, Path file) {
            try {
                return read(path, file);
            } catch (UncheckedIOException | IOException e) {
                throw unreadable(path, e);
            }
        }

        /** Why what differs from the head cannot be told. */
        public static Failure unreadable(String path, Exception e) {
            return Failure.failed(Problem.of("CD-208", "the uncommitted file " + path + " cannot be read")
                            .because(String.valueOf(e.getMessage()))
                            .remedy("make it readable, commit or delete it; when its name is not plain ASCII,"
                                    + " set LC_ALL=C.UTF-8"))
                    .causedBy(e);
        }

        private static Change read(String path, Path file) throws IOException {
            if (path.indexOf('\uFFFD') >= 0) {
                throw new IOException("its name is not UTF-8");
            }
            if (Files.isSymbolicLink(file)) {
                String target = Files.readSymbolicLink(file).toString();
                return new Change(path, Kind.LINK, Optional.of(Digest.of(target)));
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return new Change(path, Kind.GONE, Optional.empty());
            }
            return new Change(
                    path, Files.isExecutable(file) ? Kind.EXECUTABLE : Kind.FILE, Optional.of(Digest.of(file)));
        }
    }

    /** What is at a path. */
    enum Kind {
        FILE,
        EXECUTABLE,
        LINK,
        /** A folder of which Subversion knows more than its content: properties, or the revision it is at. */
        FOLDER,
        /** Another repository, such as a submodule. */
        REPOSITORY,
        GONE
    }

    /** One commit, as plans and approvals list it. Author and subject come from strangers; they have no control characters. */
    record Entry(Commit commit, String author, String subject) {}

    /** How two commits are related. */
    enum Ancestry {
        ANCESTOR,
        NOT_ANCESTOR,
        /** This clone does not hold enough of the history to tell. */
        UNKNOWN
    }
}
