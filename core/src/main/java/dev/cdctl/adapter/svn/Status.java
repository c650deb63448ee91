package dev.cdctl.adapter.svn;

import dev.cdctl.model.Digest;
import dev.cdctl.version.SourceTree.Change;
import dev.cdctl.version.SourceTree.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads {@code svn status}. What is at another revision than the top folder differs from it, too: such a mixture was
 * never committed by anybody.
 */
record Status(Svn svn, Path root) {
    /** What of an unversioned folder is not looked at: records of working copies, and cdctl's own. */
    private static final Set<String> RECORDS = Set.of(".svn", ".cdctl");

    /** Every path that differs, sorted. */
    List<Change> changes() {
        boolean mixed = svn.version().contains(":");
        List<Xml> entries = (mixed
                        ? svn.xml("status", "-v", "--ignore-externals")
                        : svn.xml("status", "--ignore-externals"))
                .all("target")
                .flatMap(target -> target.all("entry"))
                .toList();
        long revision = mixed ? revisionOf(entries) : 0;
        TreeMap<String, Change> changes = new TreeMap<>();
        entries.stream()
                .flatMap(entry -> changesAt(entry, revision))
                .forEach(change -> changes.put(change.path(), change));
        return List.copyOf(changes.values());
    }

    private static long revisionOf(List<Xml> entries) {
        return entries.stream()
                .filter(entry -> entry.has("path", "."))
                .flatMap(entry -> entry.all("wc-status"))
                .mapToLong(Xml::revision)
                .findFirst()
                .orElse(0);
    }

    private Stream<Change> changesAt(Xml entry, long revision) {
        String path = entry.attribute("path").orElse("").replace('\\', '/');
        Xml state = entry.first("wc-status").orElseThrow();
        Path file = resolve(path);
        return switch (state.attribute("item").orElse("")) {
            case "unversioned" -> unversioned(path, file);
            case "external" -> external(path, file);
            case "normal", "none" ->
                state.has("props", "none") && !state.has("switched", "true") && !isMixed(state, revision)
                        ? Stream.of()
                        : Stream.of(versioned(path, file, state));
            case "ignored" -> Stream.of();
            default -> Stream.of(versioned(path, file, state));
        };
    }

    /** Whether it is at another revision, and so may have another content; what did not change in between has not. */
    private static boolean isMixed(Xml state, long revision) {
        long changed = state.first("commit").map(Xml::revision).orElse(0L);
        return revision > 0
                && state.revision() != revision
                && !state.has("file-external", "true")
                && !(state.revision() > revision && changed <= revision);
    }

    private Change versioned(String path, Path file, Xml state) {
        Change change = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                ? new Change(path, Kind.FOLDER, Optional.empty())
                : Change.look(path, file);
        String more =
                "r" + state.revision() + (state.has("props", "modified") ? svn.xml("proplist", "-v", path + "@") : "");
        String content = change.content().map(Digest::hex).orElse("");
        return change.kind() == Kind.FOLDER || state.has("props", "modified")
                ? new Change(path, change.kind(), Optional.of(Digest.of(content + more)))
                : change;
    }

    /** Every file of a folder that svn does not know: svn tells its name only. */
    private Stream<Change> unversioned(String path, Path file) {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return Stream.of(Change.look(path, file));
        }
        if (RECORDS.contains(String.valueOf(file.getFileName()))) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.list(file)) {
            return files.map(inner -> String.valueOf(inner.getFileName())).sorted().toList().stream()
                    .flatMap(name -> unversioned(path + "/" + name, file.resolve(name)));
        } catch (IOException | UncheckedIOException e) {
            throw Change.unreadable(path, e);
        }
    }

    private Stream<Change> external(String path, Path folder) {
        if (!Files.isDirectory(folder.resolve(".svn"))) {
            return Stream.of();
        }
        List<Change> inside = new Status(new Svn(folder, svn.environment(), svn.deadline()), folder).changes();
        return inside.isEmpty()
                ? Stream.of()
                : Stream.of(new Change(path, Kind.REPOSITORY, Optional.of(Digest.of(inside.toString()))));
    }

    private Path resolve(String path) {
        try {
            return root.resolve(path);
        } catch (InvalidPathException e) {
            throw Change.unreadable(path, e);
        }
    }
}
