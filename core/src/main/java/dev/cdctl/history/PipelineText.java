package dev.cdctl.history;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Name;
import dev.cdctl.state.Recorded;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The pipeline.yaml by which an environment was decided last, so that the store is enough for those who have nothing
 * else. As it is written: what it has of secrets is where they come from.
 *
 * @param file the name of the file
 */
public record PipelineText(String file, String text) {
    /** Any store has room for it beside what is decided, and for copying it there from another one. */
    private static final long MOST_BYTES = 128 * 1024;

    private static final long FORMAT = 1;

    /** The key of an environment's. */
    public static String key(Name service, Name environment) {
        return service + "/" + environment + "/pipeline";
    }

    /**
     * That of an environment.
     *
     * @throws dev.cdctl.model.Failure refused, when a newer cdctl wrote it; needs a person, when it is damaged
     */
    public static Optional<PipelineText> read(Store store, Name service, Name environment) {
        String key = key(service, environment);
        return store.read(key).map(record -> Recorded.read(key, record.value(), PipelineText::from));
    }

    /** Tells whether two are the same, whatever their files are called. */
    public Digest digest() {
        return Digest.of(text);
    }

    /** Whether the store has room for it; that of a larger one is not kept. */
    boolean fits(Store store) {
        return JsonText.line(toJson()).getBytes(StandardCharsets.UTF_8).length
                <= Math.min(MOST_BYTES, store.room() / 2);
    }

    /** What has the store say so; nothing when it does, or when a newer cdctl has written more there. */
    Optional<Change> change(Store store, String key) {
        Optional<Store.Versioned> now = store.read(key);
        boolean settled = now.filter(record -> record.value().number("format").orElse(FORMAT) > FORMAT
                        || record.value().equals(toJson()))
                .isPresent();
        long revision = now.map(Store.Versioned::revision).orElse(0L);
        return settled ? Optional.empty() : Optional.of(new Change.Put(key, revision, toJson()));
    }

    /** The form in which it is recorded. */
    private Json.Obj toJson() {
        return Json.object()
                .put("format", FORMAT)
                .put("file", file)
                .put("text", text)
                .build();
    }

    private static PipelineText from(Json.Obj json) {
        String file = json.need("file");
        if (file.isEmpty() || file.contains("/") || file.contains("\\") || file.matches("[.]{1,2}")) {
            throw new JsonException("'file' is not the name of a file");
        }
        return new PipelineText(file, json.need("text"));
    }
}
