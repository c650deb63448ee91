package dev.cdctl.artifact.inside;

/** How much of a file's parts is read, in bytes. */
final class Limit {
    /** A text that describes a package. */
    static final int SMALL = 8 << 20;

    private Limit() {}
}
