package dev.cdctl.adapter.file;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.state.Store;
import dev.cdctl.state.form.StoredRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A transaction of several files that is decided but perhaps not in the files yet. While its record is there, what it
 * says counts and not what is in the files; whoever writes next completes it first.
 *
 * @param writes the new content of files, by their path below the store's folder
 * @param deletes the paths of files that go
 */
record Redo(Map<String, String> writes, Set<String> deletes) {
    private static final String FILE = ".redo.json";

    /** The transaction that is decided and not completed, if there is one. */
    static Optional<Redo> pending(Path root) throws IOException {
        Path file = root.resolve(FILE);
        return Disk.read(file).map(content -> from(file, content));
    }

    boolean concerns(String path) {
        return writes.containsKey(path) || deletes.contains(path);
    }

    /** The content that the file has after the transaction; empty when the file goes. */
    Optional<byte[]> content(String path) {
        return Optional.ofNullable(writes.get(path)).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** Decides the transaction; when it cannot be written, nothing is decided. */
    void decide(Path root) {
        Json.Builder files = Json.object();
        writes.forEach(files::put);
        Json.Obj value = Json.object()
                .put("write", files.build())
                .put("delete", Json.ofTexts(List.copyOf(deletes)))
                .build();
        byte[] content = StoredRecord.encode(FILE, new Store.Versioned(value, 1));
        Path file = root.resolve(FILE);
        try {
            Disk.sweep(file);
            Disk.write(file, content);
        } catch (IOException e) {
            withdraw(file, e);
            throw StateProblems.unwritable(file, content.length, e);
        }
    }

    /** Brings the files to what the transaction says, and forgets it. */
    void complete(Path root) throws IOException {
        for (Map.Entry<String, String> write : writes.entrySet()) {
            Path file = root.resolve(write.getKey());
            Disk.makeFolder(Disk.folder(file));
            Disk.sweep(file);
            Disk.write(file, write.getValue().getBytes(StandardCharsets.UTF_8));
        }
        for (String path : deletes) {
            Disk.delete(root.resolve(path));
            Disk.deleteEmpty(root.resolve(path), root);
        }
        Disk.delete(root.resolve(FILE));
    }

    private static void withdraw(Path file, IOException cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw StateProblems.uncertain(file, cause);
        }
    }

    private static Redo from(Path file, byte[] content) {
        Json.Obj value = StoredRecord.decode(file.toString(), FILE, content).value();
        Map<String, String> writes = new LinkedHashMap<>();
        Json.Obj files = value.object("write").orElseThrow(() -> new JsonException("no object 'write'"));
        files.members().keySet().forEach(path -> writes.put(path, files.need(path)));
        return new Redo(writes, new LinkedHashSet<>(value.texts("delete")));
    }
}
