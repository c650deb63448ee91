package dev.cdctl.script.cache;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The last good end of a stage in this working copy: {@code .cdctl/stages/<stage>.json}. It tells why a stage runs
 * again, and which of the files that lie there a stage made.
 *
 * @param entry what it made
 */
record LastRun(Fingerprint fingerprint, Entry entry) {
    private static final int FORMAT = 1;

    /** Reads it; one that is not there, damaged or of another format is none. */
    static Optional<LastRun> find(Path root, String stage) {
        try {
            Json.Obj json = JsonText.readObject(Files.readString(file(root, stage)));
            return json.needNumber("format") == FORMAT
                    ? Entry.parse(json.need("entry"))
                            .map(entry ->
                                    new LastRun(new Fingerprint(texts(json, "parts"), texts(json, "files")), entry))
                    : Optional.empty();
        } catch (IOException | JsonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void write(Path root) throws IOException {
        WholeFile.at(file(root, entry.stage()))
                .write(JsonText.line(Json.object()
                                .put("format", FORMAT)
                                .put("entry", entry.text())
                                .put("parts", json(fingerprint.parts()))
                                .put("files", json(fingerprint.files()))
                                .build())
                        + "\n");
    }

    private static SortedMap<String, String> texts(Json.Obj json, String name) {
        Json.Obj object = json.object(name).orElseThrow(() -> new JsonException("no object '" + name + "'"));
        SortedMap<String, String> texts = new TreeMap<>();
        object.members().keySet().forEach(key -> texts.put(key, object.need(key)));
        return texts;
    }

    private static Json json(SortedMap<String, String> texts) {
        Json.Builder json = Json.object();
        texts.forEach(json::put);
        return json.build();
    }

    /** The stages' names have no dots, so that no stage is called like another file there. */
    private static Path file(Path root, String stage) {
        return root.resolve(".cdctl").resolve("stages").resolve(stage + ".json");
    }
}
