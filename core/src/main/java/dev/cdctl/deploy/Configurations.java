package dev.cdctl.deploy;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.WholeFile;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The configuration files of deployments, kept by digest so that a rollback finds the older ones: in the store, where
 * every operator finds them, and in a folder of this computer, where instances are given them from.
 */
public final class Configurations {
    /** The digest of no files at all: that of an empty text. Written out, since it would bring in all of java.security. */
    public static final Digest NONE = new Digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    private static final int FORMAT = 1;

    private final Store store;
    private final String prefix;
    private final Path root;

    /**
     * Kept under that prefix, and in that folder.
     *
     * @param prefix such as {@code books/production}
     */
    public Configurations(Store store, String prefix, Path root) {
        this.store = store;
        this.prefix = prefix;
        this.root = root;
    }

    /**
     * The digest of these files.
     *
     * @param project the folder that they are relative to
     * @throws Failure failed, when one cannot be read
     */
    public static Digest digest(Path project, List<String> files) {
        StringBuilder all = new StringBuilder();
        read(project, files)
                .forEach((name, bytes) ->
                        all.append(name).append('\n').append(Digest.of(bytes)).append('\n'));
        return Digest.of(all.toString());
    }

    /**
     * Keeps these files; returns their digest.
     *
     * @throws Failure failed, when they are too large for the store
     */
    public Digest keep(Path project, List<String> files) {
        Digest digest = digest(project, files);
        if (store.read(key(digest)).isEmpty()) {
            oversize(project, files).ifPresent(problem -> {
                throw Failure.failed(problem);
            });
            // When somebody else keeps the same ones at the same time, that is as good.
            store.commit(List.of(new Change.Put(key(digest), 0, record(read(project, files)))));
        }
        return digest;
    }

    /** Why the store cannot keep these files; empty when it can. */
    public Optional<Problem> oversize(Path project, List<String> files) {
        return oversize(project, files, store.room());
    }

    /**
     * Why a store cannot keep these files; empty when it can. Those that are not there do not count.
     *
     * @param room how many bytes a record may have there
     */
    public static Optional<Problem> oversize(Path project, List<String> files, long room) {
        List<String> there = files.stream()
                .filter(file -> Files.isRegularFile(project.resolve(file)))
                .toList();
        if (room == Long.MAX_VALUE || there.isEmpty()) {
            return Optional.empty();
        }
        Map<String, byte[]> contents = read(project, there);
        long size = JsonText.line(record(contents)).getBytes(StandardCharsets.UTF_8).length;
        String largest = Collections.max(there, Comparator.comparingInt(file -> need(contents, file).length));
        return size <= room
                ? Optional.empty()
                : Optional.of(Problem.of("CD-967", "the files of run.config are too large for the state")
                        .because("together they are a record of " + Recorded.kilobytes(size) + ", and one may have "
                                + Recorded.kilobytes(room) + " there; the largest file is " + largest + ", of "
                                + Recorded.kilobytes(need(contents, largest).length))
                        .remedy("put large files into the release and leave the small ones in `run.config`"));
    }

    private static byte[] need(Map<String, byte[]> contents, String file) {
        return Objects.requireNonNull(contents.get(file));
    }

    private static Json.Obj record(Map<String, byte[]> files) {
        Json.Builder contents = Json.object();
        files.forEach((name, bytes) -> contents.put(name, Base64.getEncoder().encodeToString(bytes)));
        return Json.object()
                .put("format", FORMAT)
                .put("files", contents.build())
                .build();
    }

    /**
     * The folder of this computer that holds the files of that digest, by their names in the repository.
     *
     * @throws Failure refused, when they are nowhere
     */
    public Path folder(Digest digest) {
        Path folder = root.resolve(digest.hex().substring(0, 16));
        Optional<Json.Obj> kept = store.read(key(digest))
                .map(record -> Recorded.read(key(digest), record.value(), Configurations::files));
        kept.ifPresent(files -> files.members().keySet().forEach(name -> keep(folder, name, files.need(name))));
        if (kept.isEmpty() && !Files.isDirectory(folder)) {
            throw Failure.refused(Problem.of("CD-734", "configuration files of an earlier deployment are not here")
                    .because("the state has no record of " + digest.brief() + ", and there is no " + folder)
                    .remedy("deploy the release again, with today's configuration"));
        }
        return folder;
    }

    /**
     * What differs between the files of that digest and these, in lines for people; nothing is written.
     *
     * @param project the folder that these are relative to
     */
    public List<String> diff(Digest then, Path project, List<String> files) {
        Map<String, byte[]> now = read(project, files);
        Digest today = files.isEmpty() ? NONE : digest(project, files);
        if (then.equals(today)) {
            return List.of();
        }
        return contents(then)
                .map(before -> ConfigurationDiff.of(before, now))
                .orElse(List.of("what it was is not known here: it is not in the state"));
    }

    /** What differs between the files of two digests, in lines for people. */
    public List<String> diff(Digest before, Digest after) {
        if (before.equals(after)) {
            return List.of();
        }
        Optional<Map<String, byte[]>> old = contents(before);
        Optional<Map<String, byte[]>> now = contents(after);
        return old.isPresent() && now.isPresent()
                ? ConfigurationDiff.of(old.get(), now.get())
                : List.of("what differs is not known here: it is not in the state");
    }

    private Optional<Map<String, byte[]>> contents(Digest digest) {
        if (digest.equals(NONE)) {
            return Optional.of(Map.of());
        }
        return store.read(key(digest))
                .map(record -> Recorded.read(key(digest), record.value(), Configurations::contents));
    }

    private static Map<String, byte[]> contents(Json.Obj record) {
        Json.Obj files = files(record);
        Map<String, byte[]> contents = new TreeMap<>();
        files.members()
                .keySet()
                .forEach(name -> contents.put(name, Base64.getDecoder().decode(files.need(name))));
        return contents;
    }

    private static Json.Obj files(Json.Obj record) {
        Json.Obj files = record.object("files").orElseThrow(() -> new JsonException("no object 'files'"));
        if (files.members().keySet().stream().anyMatch(name -> name.startsWith("/") || name.contains(".."))) {
            throw new JsonException("a file outside of its folder");
        }
        return files;
    }

    private String key(Digest digest) {
        return prefix + "/configs/" + digest.hex().substring(0, 16);
    }

    private static void keep(Path folder, String name, String content) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            keep(file, Base64.getDecoder().decode(content));
        }
    }

    private static void keep(Path file, byte[] bytes) {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            WholeFile.at(file).write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> read(Path project, List<String> files) {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String file : files) {
            try {
                contents.put(file, Files.readAllBytes(project.resolve(file)));
            } catch (IOException e) {
                throw Failure.failed(Problem.of("CD-575", "the configuration file " + file + " cannot be read")
                                .because(String.valueOf(e.getMessage()))
                                .remedy("create it, or take it out of `run.config`"))
                        .causedBy(e);
            }
        }
        return contents;
    }
}
