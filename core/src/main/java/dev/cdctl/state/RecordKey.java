package dev.cdctl.state;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The key of a record: words with slashes between them, such as {@code books/production/decision}. A word has
 * lower-case letters, digits and {@code . _ -}, first a letter, digit or underscore, at most 100 characters, never two
 * dots in a row. So a key is safe as a path below a folder, and no record's file is another record's folder.
 */
public record RecordKey(String text) {
    private static final Pattern WORD = Pattern.compile("[a-z0-9_][a-z0-9._-]{0,99}");
    private static final int LONGEST = 500;

    /** Refuses what is not of that form. */
    public RecordKey {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a key of a record: " + text);
        }
    }

    /** Whether this text can be a key. */
    public static boolean isValid(String text) {
        return text.length() <= LONGEST && Arrays.stream(text.split("/", -1)).allMatch(RecordKey::isWord);
    }

    private static boolean isWord(String word) {
        return WORD.matcher(word).matches() && !word.contains("..") && !word.endsWith(".") && !word.endsWith(".json");
    }

    @Override
    public String toString() {
        return text;
    }
}
