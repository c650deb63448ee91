package dev.cdctl.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of docs/stores.md that says which keys a store has, and which members their values. */
public final class KeyTable {
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");
    private static final Pattern PLACEHOLDER = Pattern.compile("[A-Z]{2,}");

    private final Map<String, Set<String>> rows = new LinkedHashMap<>();

    private KeyTable() {}

    /** The table as it is in the docs. */
    public static KeyTable read() {
        KeyTable table = new KeyTable();
        boolean inTable = false;
        for (String line : page().split("\n")) {
            inTable = inTable ? line.startsWith("|") : line.startsWith("| key below the prefix | members |");
            String[] cells = line.split("[|]");
            Matcher key = WORD.matcher(inTable && cells.length > 3 ? cells[1] : "");
            if (key.find()) {
                table.rows.put(key.group(1), words(cells[2]));
            }
        }
        return table;
    }

    /** The keys of the table, with placeholders such as {@code SERVICE}. */
    public Set<String> keys() {
        return rows.keySet();
    }

    /** The row that a key is of. */
    public Optional<String> row(String key) {
        return rows.keySet().stream().filter(row -> matches(row, key)).findFirst();
    }

    /** What the value of a key may have. */
    public Set<String> members(String key) {
        return row(key).map(rows::get).orElse(Set.of());
    }

    private static boolean matches(String row, String key) {
        StringBuilder pattern = new StringBuilder();
        int from = 0;
        for (Matcher name = PLACEHOLDER.matcher(row); name.find(); from = name.end()) {
            pattern.append(Pattern.quote(row.substring(from, name.start()))).append("[^/_.][^/]*");
        }
        return key.matches(pattern + Pattern.quote(row.substring(from)));
    }

    private static Set<String> words(String cell) {
        Set<String> words = new TreeSet<>();
        WORD.matcher(cell).results().forEach(word -> words.add(word.group(1)));
        return words;
    }

    private static String page() {
        Path folder = Path.of("").toAbsolutePath();
        try {
            return Files.readString((Files.isDirectory(folder.resolve("docs")) ? folder : folder.resolve(".."))
                    .resolve("docs/stores.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
