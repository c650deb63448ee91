package dev.cdctl.adapter.repository;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The order of pushes: each release has a number that is greater than that of every release which was there before its
 * push ended. Pushes at the same instant may share a number, and are then told apart by their version.
 */
final class Order {
    static final String FILE = "pushed.json";
    private static final int FORMAT = 1;

    private Order() {}

    /** The number of a release that is pushed after these. */
    static long next(List<ReleaseFolder> releases) {
        return releases.stream().mapToLong(Order::of).max().orElse(0) + 1;
    }

    /** The number of a release. */
    static long of(ReleaseFolder release) {
        try {
            Json.Obj json = JsonText.readObject(release.text(FILE));
            release.requireFormat(json, FORMAT, FILE);
            return json.needNumber("sequence");
        } catch (JsonException e) {
            throw release.damaged(FILE + " cannot be read: " + e.getMessage());
        }
    }

    /** Writes the number into a release that is being made ready. */
    static void write(Path ready, long sequence, Instant when) throws IOException {
        Json.Obj json = Json.object()
                .put("format", FORMAT)
                .put("sequence", sequence)
                .put("when", when.toString())
                .build();
        WholeFile.at(ready.resolve(FILE)).write(JsonText.pretty(json) + "\n");
    }
}
