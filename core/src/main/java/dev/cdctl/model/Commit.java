package dev.cdctl.model;

import java.util.regex.Pattern;

/**
 * A commit of the repository that a release was made from.
 *
 * @param id 40 or 64 lower-case hexadecimal digits
 */
public record Commit(String id) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");

    /** Refuses what is not a full commit id. */
    public Commit {
        if (!FORM.matcher(id).matches()) {
            throw new IllegalArgumentException("not a full commit id: " + id);
        }
    }

    /** The first eight digits. */
    public String brief() {
        return id.substring(0, 8);
    }

    @Override
    public String toString() {
        return id;
    }
}
