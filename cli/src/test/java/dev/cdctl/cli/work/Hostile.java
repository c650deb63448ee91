package dev.cdctl.cli.work;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Values that no tool likes: about every fifth of them, all with {@code -Dcdctl.all=true}. */
final class Hostile {
    private static final Path CORPUS = Path.of("../core/src/test/resources/dev/cdctl/hostile.txt");
    private static final int SAMPLE = 60;

    private Hostile() {}

    /** The values; where they would run or write something, it is that file. */
    static List<String> values(Path canary) throws IOException {
        List<String> all = Files.readAllLines(CORPUS).stream()
                .map(line -> ((Json.Str) JsonText.read(line)).value().replace("CANARY", canary.toString()))
                .toList();
        int step = Boolean.getBoolean("cdctl.all") ? 1 : Math.max(1, all.size() / SAMPLE);
        return IntStream.range(0, all.size())
                .filter(index -> index % step == 0)
                .mapToObj(all::get)
                .toList();
    }

    /** The value as a YAML text in quotes. */
    static String quoted(String value) {
        return JsonText.line(new Json.Str(value));
    }
}
