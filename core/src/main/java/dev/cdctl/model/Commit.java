package dev.cdctl.model;

import java.util.OptionalLong;

/**
 * A commit of the repository that a release was made from.
 *
 * @param id 40 or 64 lower-case hexadecimal digits in git, {@code r123} in Subversion
 */
public record Commit(String id) {
    /** Refuses what is not a full commit id. */
    public Commit {
        if (!isOfGit(id) && !isOfSubversion(id)) {
            throw new IllegalArgumentException("not a full commit id: " + id);
        }
    }

    private static boolean isOfGit(String id) {
        boolean good = id.length() == 40 || id.length() == 64;
        for (int i = 0; i < id.length() && good; i++) {
            char c = id.charAt(i);
            good = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
        return good;
    }

    private static boolean isOfSubversion(String id) {
        boolean good = id.length() >= 2 && id.length() <= 19 && id.charAt(0) == 'r' && id.charAt(1) != '0';
        for (int i = 1; i < id.length() && good; i++) {
            good = id.charAt(i) >= '0' && id.charAt(i) <= '9';
        }
        return good;
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
