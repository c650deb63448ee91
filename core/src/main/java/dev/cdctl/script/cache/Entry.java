package dev.cdctl.script.cache;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a stage made of what it was made from.
 *
 * @param stage the name of the stage
 * @param took how long its script ran
 * @param tests what its test reports said
 */
public record Entry(String stage, List<Item> outputs, Duration took, Optional<Json.Obj> tests) {
    private static final int FORMAT = 1;

    /** Copies the list. */
    public Entry {
        outputs = List.copyOf(outputs);
    }

    /** One line of JSON, with its own digest in the line before. */
    String text() {
        String line = JsonText.line(Json.object()
                .put("format", FORMAT)
                .put("stage", stage)
                .put("took_ms", took.toMillis())
                .put("outputs", Json.of(outputs.stream().map(Item::json).toList()))
                .put("tests", tests)
                .build());
        return Digest.of(line) + "\n" + line + "\n";
    }

    /** Reads it again; an entry that is damaged or of another format is none. */
    static Optional<Entry> parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != 2 || !Digest.of(lines.get(1)).toString().equals(lines.get(0))) {
            return Optional.empty();
        }
        try {
            Json.Obj json = JsonText.readObject(lines.get(1));
            return json.needNumber("format") == FORMAT
                    ? Optional.of(new Entry(
                            json.need("stage"),
                            json.items("outputs").stream().map(Item::of).toList(),
                            Duration.ofMillis(json.needNumber("took_ms")),
                            json.object("tests")))
                    : Optional.empty();
        } catch (JsonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
