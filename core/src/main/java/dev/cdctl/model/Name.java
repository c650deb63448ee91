package dev.cdctl.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a service, environment, role, stage or archive: lower-case letters, digits and single hyphens between
 * them, first a letter, at most 63 characters. Such a name is safe as a folder, a label and a DNS name.
 */
public record Name(String text) implements Comparable<Name> {
    private static final Pattern FORM = Pattern.compile("[a-z]([a-z0-9]|-(?=[a-z0-9])){0,62}");

    /** Refuses what is not of that form. */
    public Name {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a name: " + text);
        }
    }

    /** Whether this text can be a name. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(Name other) {
        return text.compareTo(other.text);
    }

    /**
     * Written out, as {@link #hashCode} is: a record's own is linked at run time, which no start-up archive of Java 17
     * holds and which costs a quick command several milliseconds.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Name that && text.equals(that.text);
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
