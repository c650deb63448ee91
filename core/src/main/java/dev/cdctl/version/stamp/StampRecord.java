package dev.cdctl.version.stamp;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.SourceTree.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was stamped in a working copy and is to be put back: {@code .cdctl/stamp.json}, with the bytes from before in
 * {@code .cdctl/stamp/} by their digest.
 */
public record StampRecord(Path folder, List<Entry> entries) {
    private static final int FORMAT = 1;
    private static final String HOME = ".cdctl";

    /**
     * One stamped file.
     *
     * @param path relative to the folder of pipeline.yaml, with slashes
     * @param before the digest of what it was
     * @param after the digest of what the stamp made of it
     * @param replaced the digest of what an earlier stamp had made of it; that is there still when a kill came between
     * @param clean whether it was as committed before the stamp
     */
    record Entry(String path, Digest before, Digest after, Optional<Digest> replaced, boolean clean) {
        /** Whether a stamp made this of the file. */
        boolean made(Digest content) {
            return content.equals(after) || replaced.equals(Optional.of(content));
        }
    }

    /** Copies the entries. */
    public StampRecord {
        entries = List.copyOf(entries);
    }

    /**
     * Reads the record of that folder; an empty one when nothing was stamped.
     *
     * @throws Failure when it is damaged, or of a newer format
     */
    public static StampRecord read(Path folder) {
        Path file = folder.resolve(HOME).resolve("stamp.json");
        if (!Files.exists(file)) {
            return new StampRecord(folder, List.of());
        }
        try {
            Json.Obj json = JsonText.readObject(Files.readString(file));
            if (json.needNumber("format") != FORMAT) {
                throw new JsonException("its format is " + json.needNumber("format") + ", known is " + FORMAT);
            }
            return new StampRecord(
                    folder,
                    json.objects("files").stream().map(StampRecord::entry).toList());
        } catch (IOException | JsonException | IllegalArgumentException e) {
            throw Failure.failed(Problem.of("CD-227", "the record of what was stamped cannot be read: " + file)
                            .because(String.valueOf(e.getMessage()))
                            .remedy("use the cdctl that wrote it, or put the stamped files back with"
                                    + " git checkout and delete the record"))
                    .causedBy(e);
        }
    }

    /** Writes the record, or deletes it and all that was kept when it is empty. */
    void write() throws IOException {
        Path home = folder.resolve(HOME);
        if (entries.isEmpty()) {
            Files.deleteIfExists(home.resolve("stamp.json"));
        } else {
            Json json = Json.object()
                    .put("format", FORMAT)
                    .put(
                            "files",
                            Json.of(entries.stream().map(StampRecord::json).toList()))
                    .build();
            WholeFile.at(home.resolve("stamp.json")).write(JsonText.pretty(json) + "\n");
        }
        forgetOthers();
    }

    /** Keeps what a file was, under its digest. */
    void keep(byte[] before) throws IOException {
        Path ignore = folder.resolve(HOME).resolve(".gitignore");
        if (!Files.exists(ignore)) {
            WholeFile.at(ignore).write("*\n");
        }
        WholeFile.at(kept(Digest.of(before))).write(before);
    }

    /**
     * What a file was.
     *
     * @throws IOException when it was not kept, or is damaged
     */
    byte[] before(Entry entry) throws IOException {
        byte[] bytes = Files.readAllBytes(kept(entry.before()));
        if (!Digest.of(bytes).equals(entry.before())) {
            throw new IOException("what was kept of " + entry.path() + " is damaged");
        }
        return bytes;
    }

    /** A file of this folder; what a kill leaves while it is written is no change of the working copy. */
    WholeFile file(String path) {
        return WholeFile.at(folder.resolve(path))
                .preparedIn(folder.resolve(HOME).resolve("stamp"));
    }

    /** The entry of that path. */
    Optional<Entry> of(String path) {
        return entries.stream().filter(entry -> entry.path().equals(path)).findFirst();
    }

    /**
     * The digest over everything that is not committed; empty when the working copy is clean. What cdctl stamped counts
     * as what it was before, and cdctl's own folder not at all, so a stamp does not change the version.
     */
    public Optional<Digest> uncommitted(SourceTree tree) {
        String prefix = prefix(tree);
        Map<String, Entry> stamped =
                entries.stream().collect(Collectors.toMap(entry -> prefix + entry.path(), Function.identity()));
        String all = tree.changes().stream()
                .filter(change -> !Arrays.asList(change.path().split("/", -1)).contains(HOME))
                .flatMap(change -> counted(change, Optional.ofNullable(stamped.get(change.path()))).stream())
                .collect(Collectors.joining());
        return all.isEmpty() ? Optional.empty() : Optional.of(Digest.of(all));
    }

    /** The paths below the folder that differ from the head; none without version control. */
    Set<String> changedPaths(Optional<SourceTree> tree) {
        String prefix = tree.map(this::prefix).orElse("");
        return tree.stream()
                .flatMap(known -> known.changes().stream())
                .map(Change::path)
                .filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()))
                .collect(Collectors.toSet());
    }

    /** The same without the files that are in the head as they are now: a stamp in them was meant to stay. */
    StampRecord withoutCommitted(Optional<SourceTree> tree) {
        if (tree.isEmpty() || entries.isEmpty()) {
            return this;
        }
        String prefix = prefix(tree.get());
        Set<String> changed = changedPaths(tree);
        List<Entry> open = entries.stream()
                .filter(entry -> changed.contains(entry.path()) || !tree.get().tracks(prefix + entry.path()))
                .toList();
        return new StampRecord(folder, open);
    }

    /** The way from the top of the working copy to the folder, with a slash at its end unless it is empty. */
    String prefix(SourceTree tree) {
        try {
            String way = tree.root().relativize(folder.toRealPath()).toString();
            return way.isEmpty() ? "" : way.replace(folder.getFileSystem().getSeparator(), "/") + "/";
        } catch (IOException e) {
            throw Failure.failed(Problem.of("CD-226", "the folder " + folder + " cannot be read")
                            .because(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }

    private static Optional<String> counted(Change change, Optional<Entry> stamp) {
        Optional<Entry> ours =
                stamp.filter(entry -> change.content().filter(entry::made).isPresent());
        if (ours.isPresent() && ours.get().clean()) {
            return Optional.empty();
        }
        String content =
                ours.map(Entry::before).or(change::content).map(Digest::hex).orElse("");
        return Optional.of(change.path() + "\0" + change.kind() + "\0" + content + "\n");
    }

    private void forgetOthers() throws IOException {
        Path kept = folder.resolve(HOME).resolve("stamp");
        List<String> needed =
                entries.stream().map(entry -> entry.before().hex()).toList();
        if (Files.isDirectory(kept)) {
            try (var files = Files.newDirectoryStream(kept, file -> !needed.contains(fileName(file)))) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Where what a file was is kept. */
    Path kept(Entry entry) {
        return kept(entry.before());
    }

    private Path kept(Digest digest) {
        return folder.resolve(HOME).resolve("stamp").resolve(digest.hex());
    }

    private static Json json(Entry entry) {
        return Json.object()
                .put("path", entry.path())
                .put("before", entry.before().toString())
                .put("after", entry.after().toString())
                .put("replaced", entry.replaced().map(Digest::toString))
                .put("clean", entry.clean())
                .build();
    }

    private static Entry entry(Json.Obj json) {
        String path = json.need("path");
        if (Path.of(path).isAbsolute() || Arrays.asList(path.split("/", -1)).contains("..")) {
            throw new JsonException("it names " + path + ", which is outside");
        }
        return new Entry(
                path,
                Digest.parse(json.need("before")),
                Digest.parse(json.need("after")),
                json.text("replaced").map(Digest::parse),
                json.flag("clean"));
    }
}
