package dev.cdctl.artifact.archive;

/** A stored record has a format that only a newer cdctl knows; it must be left as it is. */
public final class NewerFormat extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which format was found, and which is the newest known one. */
    public NewerFormat(long found, long known) {
        super("it has format " + found + ", and this cdctl knows up to " + known);
    }
}
