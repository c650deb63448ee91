package dev.cdctl.version.stamp;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problems;
import dev.cdctl.model.Version;
import dev.cdctl.version.SourceText;
import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.stamp.StampRecord.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
     * Writes the version into every file that the stamps name.
     *
     * @throws Failure with every problem, when a glob or pattern finds nothing or a file cannot be stamped; then no
     *     file was changed
     */
    public Stamped stamp(Version version, List<StampSpec> specs) {
        StampRecord record = StampRecord.read(folder).withoutCommitted(tree);
        List<Draft> all = drafts(version, specs, record);
        List<Draft> changed = all.stream().filter(Draft::changes).toList();
        if (!changed.isEmpty()) {
            refuseReadOnly(changed);
            write(record, changed);
        }
        return new Stamped(
                paths(changed),
                paths(all.stream().filter(draft -> !draft.changes()).toList()));
    }

    /**
     * Makes sure that every file says the version, and writes nothing.
     *
     * @return how many files were looked at
     * @throws Failure with each place that says something else, and every problem that {@link #stamp} would have
     */
    public int check(Version version, List<StampSpec> specs) {
        Unstamped unstamped = new Unstamped(files()::read);
        new Search(files(), version, unstamped).each(specs);
        if (!unstamped.problems().isEmpty()) {
            throw Failure.of(Failure.Kind.FAILED, unstamped.problems());
        }
        return unstamped.files();
    }

    /**
     * What the files are going to be that the stamps name, by their paths; nothing is changed.
     *
     * @throws Failure as {@link #stamp} does
     */
    public Map<String, Digest> foresee(Version version, List<StampSpec> specs) {
        Map<String, Digest> foreseen = new TreeMap<>();
        drafts(version, specs, StampRecord.read(folder).withoutCommitted(tree))
                .forEach(draft ->
                        foreseen.put(draft.path(), Digest.of(draft.text().bytes())));
        return foreseen;
    }

    private List<Draft> drafts(Version version, List<StampSpec> specs, StampRecord record) {
        Drafts drafts = new Drafts(record);
        new Search(files(), version, drafts).each(specs);
        return drafts.stamped();
    }

    private void refuseReadOnly(List<Draft> changed) {
        Problems problems = new Problems();
        for (Draft draft : changed) {
            try {
                files().refuseReadOnly(draft.path());
            } catch (Failure e) {
                e.problems().forEach(problems::add);
            }
        }
        problems.throwIfAny(Failure.Kind.FAILED);
    }

    private SourceFiles files() {
        return new SourceFiles(folder);
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
                if (now.filter(entry::made).isPresent()) {
                    record.file(entry.path()).write(record.before(entry));
                    restored.add(entry.path());
                } else if (now.isPresent() && !now.equals(Optional.of(entry.before()))) {
                    left.add(entry);
                }
            }
            if (!record.entries().equals(left)) {
                new StampRecord(folder, left).write();
            }
        } catch (IOException e) {
            throw files().unreadable("the files from before the stamp cannot be put back", e);
        }
        return new Restored(
                restored,
                left.stream().map(Entry::path).toList(),
                left.stream().map(record::kept).toList());
    }

    /** The files as they are to become, one entry of the pipeline after the other. */
    private final class Drafts implements Search.Visitor {
        private final StampRecord record;
        private final Map<String, Draft> all = new TreeMap<>();
        private final Set<String> found = new HashSet<>();

        Drafts(StampRecord record) {
            this.record = record;
        }

        @Override
        public SourceText text(String path) {
            return all.computeIfAbsent(path, this::read).text();
        }

        @Override
        public void found(String path, List<Edit> edits) {
            found.add(path);
            all.computeIfPresent(path, (same, draft) -> draft.with(draft.text().with(edits)));
        }

        List<Draft> stamped() {
            return all.values().stream()
                    .filter(draft -> found.contains(draft.path()))
                    .toList();
        }

        private Draft read(String path) {
            SourceText now = files().read(path);
            Optional<Entry> earlier = record.of(path).filter(entry -> entry.made(Digest.of(now.bytes())));
            try {
                SourceText before = earlier.isPresent() ? SourceText.of(record.before(earlier.get()), path) : now;
                return new Draft(path, now, before, before, earlier);
            } catch (IOException e) {
                throw files().unreadable(path + " cannot be read", e);
            }
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
                record.file(draft.path()).write(draft.text().bytes());
                done.add(draft);
            }
        } catch (IOException e) {
            throw undone(record, done, files().unreadable("the version cannot be stamped", e));
        }
    }

    private Failure undone(StampRecord record, List<Draft> done, Failure failure) {
        try {
            for (Draft draft : done) {
                record.file(draft.path()).write(draft.now().bytes());
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
}
