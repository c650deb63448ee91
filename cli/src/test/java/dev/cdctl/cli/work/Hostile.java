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
        List<String> all = all(canary);
        int step = Boolean.getBoolean("cdctl.all") ? 1 : Math.max(1, all.size() / SAMPLE);
        return IntStream.range(0, all.size())
                .filter(index -> index % step == 0)
                .mapToObj(all::get)
                .toList();
    }

    /** All of them. */
    static List<String> all(Path canary) throws IOException {
        return Files.readAllLines(CORPUS).stream()
                .map(line -> ((Json.Str) JsonText.read(line)).value().replace("CANARY", canary.toString()))
                .toList();
    }

    /** The value as a YAML text in quotes, without what a YAML file cannot have in it. */
    static String quoted(String value) {
        StringBuilder text = new StringBuilder();
        for (char c : JsonText.line(new Json.Str(value)).toCharArray()) {
            boolean isFine = c < 0x7f || (c > 0x9f && c < 0xfffe);
            text.append(isFine ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return text.toString();
    }
}
