package dev.cdctl.artifact.archive;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an archive says of itself, in the file {@value #FILE} at its top: which release it belongs to, and every other
 * file that it has.
 *
 * @param files sorted by path
 */
public record ArchiveManifest(Name service, Version version, Optional<Commit> commit, List<File> files) {
    /** The name of the manifest in the archive. */
    public static final String FILE = ".cdctl-manifest.json";

    private static final int FORMAT = 1;
    private static final String EXECUTABLE = "0755";
    private static final String ORDINARY = "0644";

    /**
     * One file.
     *
     * @param path relative, with slashes
     * @param size in bytes
     * @param executable whether its mode is 0755 instead of 0644
     */
    public record File(String path, Digest digest, long size, boolean executable) {
        /** The permission bits. */
        public int mode() {
            return executable ? 0755 : 0644;
        }
    }

    /** Copies the list. */
    public ArchiveManifest {
        files = List.copyOf(files);
    }

    /** Indented JSON with a line end; the same manifest always gives the same text. */
    public String text() {
        return JsonText.pretty(Json.object()
                        .put("format", FORMAT)
                        .put("service", service.text())
                        .put("version", version.text())
                        .put("commit", commit)
                        .put(
                                "files",
                                Json.of(files.stream()
                                        .map(ArchiveManifest::json)
                                        .toList()))
                        .build())
                + "\n";
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws JsonException when it is not that
     * @throws NewerFormat when a newer cdctl wrote it
     */
    public static ArchiveManifest parse(String text) {
        Json.Obj json = JsonText.readObject(text);
        if (json.needNumber("format") > FORMAT) {
            throw new NewerFormat(json.needNumber("format"), FORMAT);
        }
        try {
            return new ArchiveManifest(
                    new Name(json.need("service")),
                    new Version(json.need("version")),
                    json.text("commit").map(Commit::new),
                    json.items("files").stream().map(ArchiveManifest::file).toList());
        } catch (IllegalArgumentException e) {
            throw new JsonException("it has a value that cannot be: " + e.getMessage(), e);
        }
    }

    /**
     * How the files that are really there differ from what is said here.
     *
     * @return one phrase for each difference; none when they are the same
     */
    public List<String> differencesTo(Collection<File> found) {
        Map<String, File> rest = new TreeMap<>();
        found.forEach(file -> rest.put(file.path(), file));
        List<String> differences = new ArrayList<>();
        for (File file : files) {
            File actual = rest.remove(file.path());
            if (actual == null) {
                differences.add(file.path() + " is missing");
            } else if (!actual.equals(file)) {
                differences.add(file.path() + " should be " + file.digest() + " with mode " + mode(file) + ", and is "
                        + actual.digest() + " with mode " + mode(actual));
            }
        }
        rest.keySet().forEach(extra -> differences.add(extra + " is not in the manifest"));
        return differences;
    }

    private static String mode(File file) {
        return file.executable() ? EXECUTABLE : ORDINARY;
    }

    private static Json json(File file) {
        return Json.object()
                .put("path", file.path())
                .put("digest", file.digest().toString())
                .put("size", file.size())
                .put("mode", mode(file))
                .build();
    }

    private static File file(Json item) {
        if (item instanceof Json.Obj json) {
            return new File(
                    json.need("path"),
                    Digest.parse(json.need("digest")),
                    json.needNumber("size"),
                    json.need("mode").equals(EXECUTABLE));
        }
        throw new JsonException("a file is not an object");
    }
}
