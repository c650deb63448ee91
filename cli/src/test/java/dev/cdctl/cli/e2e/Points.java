package dev.cdctl.cli.e2e;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The points of a command at which it can be killed, found out from the journal of one that was not. */
final class Points {
    private Points() {}

    /** Every step that the last operation of the shop ran, in order. */
    static List<String> steps(Shop shop) {
        return entries(shop).stream()
                .filter(entry -> entry.need("operation").equals(last(shop)))
                .filter(entry -> entry.need("phase").equals("INTENT"))
                .map(entry -> entry.need("step"))
                .distinct()
                .toList();
    }

    /** Before and after the effect of each of those steps. */
    static List<String> all(Shop shop) {
        return steps(shop).stream()
                .flatMap(step -> Stream.of(step + ".intent", step + ".effect"))
                .toList();
    }

    /** The file of the shop's journal. */
    static Path journal(Shop shop) {
        return shop.state().resolve("journals/shop/production.jsonl");
    }

    private static String last(Shop shop) {
        List<Json.Obj> entries = entries(shop);
        return entries.get(entries.size() - 1).need("operation");
    }

    private static List<Json.Obj> entries(Shop shop) {
        try {
            return Files.readAllLines(journal(shop)).stream()
                    .skip(1)
                    .map(JsonText::readObject)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
