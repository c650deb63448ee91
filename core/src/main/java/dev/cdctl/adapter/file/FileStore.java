package dev.cdctl.adapter.file;

import dev.cdctl.json.Json;
import dev.cdctl.state.RecordKey;
import dev.cdctl.state.Store;
import dev.cdctl.state.form.StoredRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A store in a folder: the record {@code books/production/decision} is the file
 * {@code books/production/decision.json}. Writers exclude one another by a lock on {@code .mutex}; readers need none.
 * A transaction that concerns one file is that file's rename; one of several files is decided by a redo record.
 *
 * <p>A changed record's revision is one more than before. A new record's is one more than that of every record that
 * was ever deleted, which {@code .deleted.json} keeps; so no key sees a revision twice.
 */
public final class FileStore implements Store {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String DELETED = ".deleted.json";
    private static final String ENDING = ".json";

    private final Path root;
    /** What was decoded last of each file; the same bytes are the same record, and most are read many times. */
    private final ConcurrentMap<Path, Decoded> decoded = new ConcurrentHashMap<>();

    /** The files whose leftovers of killed writers were removed. */
    private final Set<Path> swept = ConcurrentHashMap.newKeySet();

    private record Decoded(byte[] content, Versioned record) {}

    /** The store in that folder, which is created with the first record. */
    public FileStore(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public Optional<Versioned> read(String key) {
        return readPath(new RecordKey(key) + ENDING, key);
    }

    @Override
    public List<String> list(String prefix) {
        return below(new RecordKey(prefix) + "/");
    }

    @Override
    public List<String> all() {
        return below("");
    }

    private List<String> below(String start) {
        Set<String> paths = new TreeSet<>();
        try {
            Optional<Redo> redo = Redo.pending(root);
            collect(start, paths);
            redo.ifPresent(pending -> {
                pending.writes().keySet().stream()
                        .filter(path -> path.startsWith(start))
                        .forEach(paths::add);
                paths.removeAll(pending.deletes());
            });
        } catch (IOException e) {
            throw StateProblems.unreadable(root.resolve(start), e);
        }
        return paths.stream()
                .map(FileStore::key)
                .filter(RecordKey::isValid)
                .sorted()
                .toList();
    }

    @Override
    public boolean commit(List<Change> changes) {
        refuseTwice(changes);
        Path mutex = root.resolve(".mutex");
        try {
            Disk.makeFolder(root);
            try (LockedFile held = LockedFile.lock(mutex, PATIENCE)) {
                settle();
                return commitAlone(changes);
            }
        } catch (IOException e) {
            throw StateProblems.unwritable(mutex, 0, e);
        }
    }

    private boolean commitAlone(List<Change> changes) {
        if (!changes.stream().allMatch(this::holds)) {
            return false;
        }
        Redo redo = redo(changes);
        if (redo.writes().size() + redo.deletes().size() > 1) {
            redo.decide(root);
            completeIfPossible(redo);
        } else {
            redo.writes().forEach((path, content) -> write(path, content.getBytes(StandardCharsets.UTF_8)));
            redo.deletes().forEach(this::delete);
        }
        return true;
    }

    private boolean holds(Change change) {
        return read(change.key()).map(Versioned::revision).orElse(0L) == change.revision();
    }

    /** What the changes are to files. Before any goes, the store remembers that its revisions are used up. */
    private Redo redo(List<Change> changes) {
        long deleted = deleted();
        long nowDeleted = deleted;
        Map<String, String> writes = new LinkedHashMap<>();
        Set<String> deletes = new LinkedHashSet<>();
        for (Change change : changes) {
            String path = change.key() + ENDING;
            if (change instanceof Change.Put put) {
                long revision = (put.revision() == 0 ? deleted : put.revision()) + 1;
                writes.put(path, text(StoredRecord.encode(put.key(), new Versioned(put.value(), revision))));
            } else if (change instanceof Change.Delete delete && delete.revision() > 0) {
                nowDeleted = Math.max(nowDeleted, delete.revision());
                deletes.add(path);
            }
        }
        if (nowDeleted > deleted) {
            Versioned record = new Versioned(Json.object().build(), nowDeleted);
            write(DELETED, StoredRecord.encode(DELETED, record));
        }
        return new Redo(writes, deletes);
    }

    private long deleted() {
        return readPath(DELETED, DELETED).map(Versioned::revision).orElse(0L);
    }

    private Optional<Versioned> readPath(String path, String key) {
        Path file = root.resolve(path);
        try {
            Optional<Redo> redo = Redo.pending(root).filter(pending -> pending.concerns(path));
            Optional<byte[]> content = redo.isPresent() ? redo.get().content(path) : Disk.read(file);
            return content.map(bytes -> decode(file, key, bytes));
        } catch (IOException e) {
            throw StateProblems.unreadable(file, e);
        }
    }

    private Versioned decode(Path file, String key, byte[] content) {
        Decoded last = decoded.get(file);
        if (last != null && Arrays.equals(last.content(), content)) {
            return last.record();
        }
        Versioned record = StoredRecord.decode(file.toString(), key, content);
        decoded.put(file, new Decoded(content, record));
        return record;
    }

    /** Completes what an earlier writer decided and did not live to complete. */
    private void settle() throws IOException {
        Optional<Redo> redo = Redo.pending(root);
        if (redo.isPresent()) {
            redo.get().complete(root);
        }
    }

    private void completeIfPossible(Redo redo) {
        try {
            redo.complete(root);
        } catch (IOException ignored) {
            // It is decided: readers follow the redo record, and the next writer completes it or says what is wrong.
        }
    }

    private void write(String path, byte[] content) {
        Path file = root.resolve(path);
        try {
            Disk.makeFolder(Disk.folder(file));
            if (swept.add(file)) {
                Disk.sweep(file);
            }
            Disk.write(file, content);
        } catch (IOException e) {
            throw isThere(file, content)
                    ? StateProblems.uncertain(file, e)
                    : StateProblems.unwritable(file, content.length, e);
        }
    }

    private void delete(String path) {
        Path file = root.resolve(path);
        try {
            Disk.delete(file);
            Disk.deleteEmpty(file, root);
        } catch (IOException e) {
            throw Files.exists(file) ? StateProblems.unwritable(file, 0, e) : StateProblems.uncertain(file, e);
        }
    }

    private static boolean isThere(Path file, byte[] content) {
        try {
            return Disk.read(file)
                    .filter(found -> Arrays.equals(found, content))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private void collect(String start, Set<String> paths) throws IOException {
        for (Path child : Disk.children(root.resolve(start))) {
            String path = start + child.getFileName();
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                collect(path + "/", paths);
            } else if (path.endsWith(ENDING)) {
                paths.add(path);
            }
        }
    }

    private static void refuseTwice(List<Change> changes) {
        Set<String> keys = new HashSet<>();
        for (Change change : changes) {
            if (!(change instanceof Change.Check) && !keys.add(change.key())) {
                throw new IllegalArgumentException("two changes of one record: " + change.key());
            }
        }
    }

    private static String key(String path) {
        return path.substring(0, path.length() - ENDING.length());
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
