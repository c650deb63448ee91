package dev.cdctl.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a release is called, safe in a file name, a URL and a header: letters, digits, {@code . _ + -}, first a letter
 * or digit, at most 128 characters, never two dots in a row.
 */
public record Version(String text) {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._+-]{0,127}");

    /** Refuses what is not of that form. */
    public Version {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a version: " + text);
        }
    }

    /** Whether this text can be a version. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches() && !text.contains("..") && !text.endsWith(".");
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
