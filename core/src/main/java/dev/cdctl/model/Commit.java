package dev.cdctl.model;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A commit of the repository that a release was made from.
 *
 * @param id 40 or 64 lower-case hexadecimal digits in git, {@code r123} in Subversion
 */
public record Commit(String id) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?|r[1-9][0-9]{0,17}");

    /** Refuses what is not a full commit id. */
    public Commit {
        if (!FORM.matcher(id).matches()) {
            throw new IllegalArgumentException("not a full commit id: " + id);
        }
    }

    /** A commit of Subversion. */
    public static Commit ofRevision(long number) {
        return new Commit("r" + number);
    }

    /** The number of a commit of Subversion; empty for git. */
    public OptionalLong revision() {
        return id.startsWith("r") ? OptionalLong.of(Long.parseLong(id.substring(1))) : OptionalLong.empty();
    }

    /** The first eight digits in git, all of it in Subversion. */
    public String brief() {
        return id.startsWith("r") ? id : id.substring(0, 8);
    }

    @Override
    public String toString() {
        return id;
    }
}
