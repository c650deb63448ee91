package dev.cdctl.state;

/**
 * The key of a record: words with slashes between them, such as {@code books/production/decision}. A word has
 * lower-case letters, digits and {@code . _ -}, first a letter, digit or underscore, at most 100 characters, never two
 * dots in a row. So a key is safe as a path below a folder, and no record's file is another record's folder.
 */
public record RecordKey(String text) {
    private static final String FIRST = "abcdefghijklmnopqrstuvwxyz0123456789_";
    private static final String OTHERS = FIRST + ".-";
    private static final int LONGEST_WORD = 100;
    private static final int LONGEST = 500;

    /** Refuses what is not of that form. */
    public RecordKey {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a key of a record: " + text);
        }
    }

    /** What the keys below a prefix begin with; nothing when the prefix is empty, which is that of all. */
    public static String below(String prefix) {
        return prefix.isEmpty() ? "" : new RecordKey(prefix) + "/";
    }

    /** Whether this text can be a key. */
    public static boolean isValid(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        for (String word : text.split("/", -1)) {
            if (!isWord(word)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWord(String word) {
        if (word.isEmpty() || word.length() > LONGEST_WORD || FIRST.indexOf(word.charAt(0)) < 0) {
            return false;
        }
        for (int i = 1; i < word.length(); i++) {
            if (OTHERS.indexOf(word.charAt(i)) < 0) {
                return false;
            }
        }
        return !word.contains("..") && !word.endsWith(".") && !word.endsWith(".json");
    }

    @Override
    public String toString() {
        return text;
    }
}
