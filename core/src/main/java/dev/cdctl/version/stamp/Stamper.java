package dev.cdctl.version.stamp;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Glob;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.model.Version;
import dev.cdctl.version.Pom;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.TimedPattern;
import dev.cdctl.version.VersionSpec.Stamp;
import dev.cdctl.version.stamp.StampRecord.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes a version into files and puts back what they were. Only the version changes: byte order mark, line ends,
 * encoding and mode stay. All files are read and checked before the first is written.
 *
 * @param folder that of pipeline.yaml, which globs are relative to
 * @param tree the working copy that the folder lives in, when it lives in one
 */
public record Stamper(Path folder, Optional<SourceTree> tree) {
    /**
     * What a stamp did.
     *
     * @param written files that have the version now
     * @param unchanged files that had it already
     */
    public record Stamped(List<String> written, List<String> unchanged) {}

    /**
     * What was put back.
     *
     * @param restored files that are what they were before the stamp
     * @param left files that somebody changed after the stamp; they were not touched
     */
    public record Restored(List<String> restored, List<String> left) {}

    /**
     * Writes the version into every file that the stamps name.
     *
     * @throws Failure with every problem, when a glob or pattern finds nothing or a file cannot be stamped; then no
     *     file was changed
     */
    public Stamped stamp(Version version, List<Stamp> stamps) {
        StampRecord record = StampRecord.read(folder).withoutCommitted(tree);
        Map<String, Draft> drafts = drafts(version, stamps, record);
        Map<Boolean, List<Draft>> byChange =
                drafts.values().stream().collect(Collectors.partitioningBy(Draft::changes));
        List<Draft> changed = byChange.getOrDefault(true, List.of());
        if (!changed.isEmpty()) {
            write(record, changed);
        }
        return new Stamped(paths(changed), paths(byChange.getOrDefault(false, List.of())));
    }

    /**
     * What the files are going to be that the stamps name, by their paths; nothing is changed.
     *
     * @throws Failure as {@link #stamp} does
     */
    public Map<String, Digest> foresee(Version version, List<Stamp> stamps) {
        Map<String, Digest> foreseen = new TreeMap<>();
        drafts(version, stamps, StampRecord.read(folder).withoutCommitted(tree))
                .forEach((path, draft) ->
                        foreseen.put(path, Digest.of(draft.text().bytes())));
        return foreseen;
    }

    private Map<String, Draft> drafts(Version version, List<Stamp> stamps, StampRecord record) {
        Map<String, Draft> drafts = new TreeMap<>();
        Problems problems = new Problems();
        for (Stamp stamp : stamps) {
            try {
                drafts.putAll(draft(
                        stamp,
                        version,
                        path -> Optional.ofNullable(drafts.get(path)).orElseGet(() -> read(path, record))));
            } catch (Failure e) {
                e.problems().forEach(problems::add);
            }
        }
        problems.throwIfAny(Failure.Kind.FAILED);
        return drafts;
    }

    private static List<String> paths(List<Draft> drafts) {
        return drafts.stream().map(Draft::path).toList();
    }

    /**
     * Puts the bytes from before the stamps back, wherever the file is still what the stamp made of it. Does nothing
     * when nothing was stamped; a stamp that was committed stays.
     *
     * @throws Failure when a file cannot be written; a repetition goes on from there
     */
    public Restored restore() {
        StampRecord record = StampRecord.read(folder);
        List<String> restored = new ArrayList<>();
        List<Entry> left = new ArrayList<>();
        try {
            for (Entry entry : record.withoutCommitted(tree).entries()) {
                Optional<Digest> now = digest(entry.path());
                if (now.equals(Optional.of(entry.after()))) {
                    record.files().write(folder.resolve(entry.path()), record.before(entry));
                    restored.add(entry.path());
                } else if (now.isPresent() && !now.equals(Optional.of(entry.before()))) {
                    left.add(entry);
                }
            }
            if (!record.entries().equals(left)) {
                new StampRecord(folder, left).write();
            }
        } catch (IOException e) {
            throw unwritable("the files from before the stamp cannot be put back", e);
        }
        return new Restored(restored, left.stream().map(Entry::path).toList());
    }

    /** A file as it is, as it was before any stamp, and as it is to become. */
    private record Draft(String path, SourceText now, SourceText before, SourceText text, Optional<Entry> earlier) {
        Draft with(SourceText changed) {
            return new Draft(path, now, before, changed, earlier);
        }

        boolean changes() {
            return !now.equals(text);
        }

        boolean differsFromBefore() {
            return !before.equals(text);
        }

        Entry entry(boolean clean) {
            return new Entry(
                    path,
                    Digest.of(before.bytes()),
                    Digest.of(text.bytes()),
                    earlier.map(Entry::clean).orElse(clean));
        }
    }

    /** The drafts that one stamp changes or finds right already. */
    private Map<String, Draft> draft(Stamp stamp, Version version, Function<String, Draft> drafts) {
        Map<String, Draft> stamped = new TreeMap<>();
        for (String path : files(stamp)) {
            Draft draft = drafts.apply(path);
            List<Edit> edits = edits(stamp, path, draft.text().text(), version);
            if (!edits.isEmpty()) {
                stamped.put(path, draft.with(draft.text().with(edits)));
            }
        }
        if (stamped.isEmpty()) {
            throw Failure.failed(Problem.of("CD-219", "no version to stamp was found in " + glob(stamp))
                    .at(stamp.origin())
                    .because(
                            stamp instanceof Stamp.Pattern pattern
                                    ? "the pattern '" + pattern.pattern() + "' matches nowhere"
                                    : "no file has AssemblyVersion, AssemblyFileVersion or AssemblyInformationalVersion")
                    .remedy("correct the stamp, or take it out"));
        }
        return stamped;
    }

    private List<Edit> edits(Stamp stamp, String path, String text, Version version) {
        if (stamp instanceof Stamp.AssemblyInfo) {
            return new AssemblyInfo(AssemblyInfo.Language.of(path)).edits(text, version);
        }
        if (stamp instanceof Stamp.Pom) {
            return List.of(new Edit(Pom.parse(path, text).place(), version.text()));
        }
        Stamp.Pattern pattern = (Stamp.Pattern) stamp;
        TimedPattern timed =
                TimedPattern.of(pattern.pattern(), pattern.origin()).oneGroup();
        List<Edit> edits = timed.find(text).stream()
                .map(place -> new Edit(place, version.text()))
                .toList();
        refuseUnlessFoundAgain(timed, path, SourceText.changed(text, edits), version);
        return edits;
    }

    /** A pattern that does not find the whole version again would garble the file at the next stamp. */
    private static void refuseUnlessFoundAgain(TimedPattern pattern, String path, String stamped, Version version) {
        for (Range place : pattern.find(stamped)) {
            String found = stamped.substring(place.from(), place.to());
            if (!found.equals(version.text())) {
                throw Failure.failed(Problem.of("CD-225", "the pattern does not find its own stamp again in " + path)
                        .at(pattern.origin())
                        .because("it stamps " + version + ", but then finds '" + found + "'")
                        .remedy("let the group take the whole version, such as ([^\"]*) or (.*)"));
            }
        }
    }

    private List<String> files(Stamp stamp) {
        String glob = glob(stamp);
        List<String> found = Glob.walk(folder, List.of(parse(glob, stamp.origin()))).stream()
                .map(file -> folder.relativize(file).toString().replace(separator(), "/"))
                .toList();
        if (!found.isEmpty()) {
            return found;
        }
        if (Files.exists(folder.resolve(glob), LinkOption.NOFOLLOW_LINKS)) {
            throw Failure.failed(Problem.of("CD-222", glob + " is no file of its own")
                    .at(stamp.origin())
                    .because("it is a folder, or a link, or behind a link; a stamp does not follow links")
                    .remedy("name the file itself"));
        }
        throw Failure.failed(Problem.of("CD-221", "no file is called " + glob)
                .at(stamp.origin())
                .because("looked below " + folder)
                .remedy("correct the path; it is relative to pipeline.yaml, and ** stands for any folders"));
    }

    private static Glob parse(String glob, Origin origin) {
        try {
            return Glob.parse(glob);
        } catch (IllegalArgumentException e) {
            throw Failure.failed(Problem.of("CD-220", "'" + glob + "' is not a pattern for files")
                            .at(origin)
                            .because(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }

    private static String glob(Stamp stamp) {
        if (stamp instanceof Stamp.AssemblyInfo assembly) {
            return assembly.glob();
        }
        return stamp instanceof Stamp.Pom pom ? pom.glob() : ((Stamp.Pattern) stamp).glob();
    }

    private Draft read(String path, StampRecord record) {
        try {
            SourceText now = SourceText.of(Files.readAllBytes(folder.resolve(path)), path);
            Optional<Entry> earlier =
                    record.of(path).filter(entry -> entry.after().equals(Digest.of(now.bytes())));
            SourceText before = earlier.isPresent() ? SourceText.of(record.before(earlier.get()), path) : now;
            return new Draft(path, now, before, before, earlier);
        } catch (IOException e) {
            throw unwritable(path + " cannot be read", e);
        }
    }

    /** Records what the files were before it changes the first. */
    private void write(StampRecord record, List<Draft> changed) {
        Set<String> uncommitted = record.changedPaths(tree);
        List<Entry> entries = new ArrayList<>(record.entries());
        entries.removeIf(entry -> paths(changed).contains(entry.path()));
        List<Draft> done = new ArrayList<>();
        try {
            for (Draft draft : changed) {
                if (draft.differsFromBefore()) {
                    record.keep(draft.before().bytes());
                    entries.add(draft.entry(tree.isPresent() && !uncommitted.contains(draft.path())));
                }
            }
            new StampRecord(folder, entries).write();
            for (Draft draft : changed) {
                record.files().write(folder.resolve(draft.path()), draft.text().bytes());
                done.add(draft);
            }
        } catch (IOException e) {
            throw undone(record, done, unwritable("the version cannot be stamped", e));
        }
    }

    private Failure undone(StampRecord record, List<Draft> done, Failure failure) {
        try {
            for (Draft draft : done) {
                record.files().write(folder.resolve(draft.path()), draft.now().bytes());
                record.keep(draft.before().bytes());
            }
            record.write();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private Optional<Digest> digest(String path) throws IOException {
        Path file = folder.resolve(path);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !file.toRealPath().startsWith(folder.toRealPath())) {
            return Optional.empty();
        }
        return Optional.of(Digest.of(file));
    }

    private String separator() {
        return folder.getFileSystem().getSeparator();
    }

    private Failure unwritable(String what, IOException e) {
        return Failure.failed(Problem.of("CD-226", what)
                        .because(e.getClass().getSimpleName() + ": " + e.getMessage())
                        .remedy("make " + folder + " writable, and see that the disk is not full"))
                .causedBy(e);
    }
}
