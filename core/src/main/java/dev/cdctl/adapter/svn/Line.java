package dev.cdctl.adapter.svn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The history of a path through the copies that it came from: what lies behind a branch, and behind the trunk that it
 * was copied from.
 *
 * @param stretches where the path was, newest first
 * @param revisions those that changed it, newest first
 */
record Line(List<Stretch> stretches, List<Long> revisions) {
    /** More copies of copies than anybody makes; what is older is left out. */
    private static final int MOST = 100;

    /**
     * A time in which the path was at one place.
     *
     * @param first the revision that made it, often by a copy
     * @param last the last revision of it that counts
     */
    record Stretch(Place place, long first, long last) {}

    /** A copy: the source as it was in a revision. */
    record Source(Place place, long revision) {}

    /** Asks for the line that ends at that place and revision. */
    static Line of(Svn svn, Place place, long revision) {
        List<Long> revisions = svn.xml("log", "--quiet", place.at(revision))
                .all("logentry")
                .map(Xml::revision)
                .filter(number -> number > 0)
                .toList();
        List<Stretch> stretches = new ArrayList<>();
        Optional<Source> next = Optional.of(new Source(place, revision));
        while (next.isPresent() && stretches.size() < MOST) {
            Source here = next.get();
            Optional<Xml> made = svn.xml(
                            "log", "-vq", "--stop-on-copy", "-l1", "-r1:" + here.revision, here.place.at(here.revision))
                    .first("logentry");
            stretches.add(new Stretch(here.place, made.map(Xml::revision).orElse(1L), here.revision));
            next = made.flatMap(entry -> source(entry, here.place));
        }
        return new Line(stretches, revisions);
    }

    /** The commits that are on this line after that revision, up to another one. */
    int countAfter(long revision, long head) {
        return (int) revisions.stream()
                .filter(number -> number > revision && number <= head)
                .count();
    }

    /** The last revision that changed the line up to that one; 0 when none did. */
    long lastAt(long revision) {
        return revisions.stream()
                .filter(number -> number <= revision)
                .findFirst()
                .orElse(0L);
    }

    /** Whether that path, in that revision, was the line or held it. */
    boolean passes(Source source) {
        return stretches.stream()
                .anyMatch(stretch -> stretch.place.isIn(source.place)
                        && stretch.first <= source.revision
                        && source.revision <= stretch.last);
    }

    /** What the entry copied a path from; the innermost copy that it lies in decides. */
    static Optional<Source> source(Xml entry, Place made) {
        return entry.first("paths").stream()
                .flatMap(paths -> paths.all("path"))
                .filter(path -> path.attribute("copyfrom-path").isPresent() && made.isIn(new Place(path.text())))
                .max((one, other) ->
                        Integer.compare(one.text().length(), other.text().length()))
                .map(path -> new Source(
                        made.moved(
                                new Place(path.text()),
                                new Place(path.attribute("copyfrom-path").orElseThrow())),
                        path.attribute("copyfrom-rev").map(Long::parseLong).orElse(0L)));
    }
}
