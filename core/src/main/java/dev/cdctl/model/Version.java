package dev.cdctl.model;

import org.jspecify.annotations.Nullable;

/**
 * What a release is called, safe in a file name, a URL and a header: letters, digits, {@code . _ + -}, first a letter
 * or digit, at most 128 characters, never two dots in a row.
 */
public record Version(String text) {
    private static final int LONGEST = 128;

    /** Refuses what is not of that form. */
    public Version {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a version: " + text);
        }
    }

    /** Whether this text can be a version; looked at by hand, as in {@link Name}. */
    public static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > LONGEST || !isAlphanumeric(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '.' && c != '_' && c != '+' && c != '-') {
                return false;
            }
        }
        return !text.contains("..") && !text.endsWith(".");
    }

    private static boolean isAlphanumeric(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    /** Written out for a quick start, as in {@link Name}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Version that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
