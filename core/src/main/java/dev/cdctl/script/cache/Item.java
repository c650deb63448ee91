package dev.cdctl.script.cache;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.model.Digest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * One file that a stage made.
 *
 * @param path relative to the repository, with slashes
 * @param mode its permissions, as {@code chmod} takes them
 * @param digest of its content; for a link, of where it leads
 * @param link where it leads, for a link
 */
record Item(String path, int mode, long size, Digest digest, Optional<String> link) {
    /** Refuses a path that leads out of the repository. */
    Item {
        if (path.isEmpty()
                || Path.of(path).isAbsolute()
                || Arrays.asList(path.split("/", -1)).contains("..")) {
            throw new JsonException("it names " + path + ", which is outside");
        }
    }

    Json.Obj json() {
        return Json.object()
                .put("path", path)
                .put("mode", mode)
                .put("size", size)
                .put("digest", digest.toString())
                .put("link", link)
                .build();
    }

    static Item of(Json json) {
        if (!(json instanceof Json.Obj item)) {
            throw new JsonException("an output is not an object");
        }
        return new Item(
                item.need("path"),
                (int) item.needNumber("mode") & 0777,
                item.needNumber("size"),
                Digest.parse(item.need("digest")),
                item.text("link"));
    }
}
