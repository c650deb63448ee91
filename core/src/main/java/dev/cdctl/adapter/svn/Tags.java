package dev.cdctl.adapter.svn;

import dev.cdctl.adapter.svn.Line.Source;
import dev.cdctl.model.Commit;
import dev.cdctl.version.SourceTree.Tagged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finds the tags of a line. A tag is a copy in the folder {@code tags} of the project; what counts is where it was
 * copied from, not when.
 *
 * @param place of the working copy
 * @param revision that the working copy is at, which may be newer than the last change in it
 */
record Tags(Svn svn, Place place, long revision) {
    /** Tags that are copies of tags are followed this far. */
    private static final int DEEPEST = 10;

    /** The tagged commits with the fewest commits between them and the head. */
    List<Tagged> nearest(long head, Predicate<String> accepted) {
        Place folder = place.tags();
        List<String> names = names(folder).stream().filter(accepted).toList();
        if (names.isEmpty()) {
            return List.of();
        }
        Line line = Line.of(svn, place, revision);
        Map<Place, Source> copies = copies(folder);
        TreeMap<Long, List<String>> tagged = new TreeMap<>();
        for (String name : names) {
            long at = position(folder.child(name), copies, line);
            if (at > 0 && line.lastAt(at) <= head) {
                tagged.computeIfAbsent(line.lastAt(at), any -> new ArrayList<>())
                        .add(name);
            }
        }
        return Optional.ofNullable(tagged.lastEntry()).stream()
                .filter(last -> last.getKey() > 0)
                .map(last -> new Tagged(
                        last.getValue(), Commit.ofRevision(last.getKey()), line.countAfter(last.getKey(), head)))
                .toList();
    }

    private List<String> names(Place folder) {
        return svn.find("list", folder.newest()).stream()
                .flatMap(lists -> lists.all("list"))
                .flatMap(list -> list.all("entry"))
                .filter(entry -> entry.has("kind", "dir"))
                .map(entry -> entry.textOf("name"))
                .toList();
    }

    /** What each tag that was ever made was copied from; of one that was made again, the last time counts. */
    private Map<Place, Source> copies(Place folder) {
        Map<Place, Source> copies = new HashMap<>();
        svn.xml("log", "-vq", folder.newest())
                .all("logentry")
                .forEach(entry -> entry.first("paths").stream()
                        .flatMap(paths -> paths.all("path"))
                        .filter(path -> path.attribute("copyfrom-path").isPresent())
                        .map(path -> new Place(path.text()))
                        .forEach(tag -> Line.source(entry, tag).ifPresent(source -> copies.putIfAbsent(tag, source))));
        return copies;
    }

    /** The revision of the line that the tag names; 0 when it names none. */
    private long position(Place tag, Map<Place, Source> copies, Line line) {
        Line.Stretch newest = line.stretches().get(0);
        if (newest.place().isIn(tag)) {
            return newest.first();
        }
        Source source = new Source(tag, 0);
        for (int i = 0; i < DEEPEST && copies.containsKey(source.place()); i++) {
            source = copies.get(source.place());
        }
        if (source.revision() > revision && newest.place().isIn(source.place())) {
            source = new Source(source.place(), lastChange(source.revision()));
        }
        return line.passes(source) ? source.revision() : 0;
    }

    /** When the working copy's path was last changed before a revision that is newer than the working copy. */
    private long lastChange(long before) {
        return svn.find("info", place.at(before)).stream()
                .flatMap(info -> info.all("entry"))
                .flatMap(entry -> entry.all("commit"))
                .mapToLong(Xml::revision)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
