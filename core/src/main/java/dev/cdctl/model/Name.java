package dev.cdctl.model;

import org.jspecify.annotations.Nullable;

/**
 * The name of a service, environment, role, stage or archive: lower-case letters, digits and single hyphens between
 * them, first a letter, at most 63 characters. Such a name is safe as a folder, a label and a DNS name.
 */
public record Name(String text) implements Comparable<Name> {
    private static final int LONGEST = 63;

    /** Refuses what is not of that form. */
    public Name {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a name: " + text);
        }
    }

    /** Whether this text can be a name. Looked at by hand: compiling a pattern costs a quick command a millisecond. */
    public static boolean isValid(String text) {
        int last = text.length() - 1;
        if (last < 0 || last >= LONGEST || !isLetter(text.charAt(0)) || text.charAt(last) == '-') {
            return false;
        }
        for (int i = 1; i <= last; i++) {
            char c = text.charAt(i);
            boolean hyphen = c == '-' && text.charAt(i - 1) != '-';
            if (!hyphen && !isLetter(c) && !(c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
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
