package dev.cdctl.http.remote;

import java.nio.file.Path;

/** Where the body of a good answer goes. That of any other answer is kept in memory, cut after 64 KiB. */
public sealed interface Into {
    /**
     * Into memory.
     *
     * @param most in bytes; a longer answer is a failure
     */
    record Memory(int most) implements Into {}

    /** Into a file, which is made anew for each try. */
    record ToFile(Path path) implements Into {}

    /** Nowhere: it is read to its end and only its length and digest are kept. */
    record Nowhere() implements Into {}

    /** Into memory, at most 8 MiB. */
    static Into memory() {
        return new Memory(8 * 1024 * 1024);
    }

    /** Into that file. */
    static Into file(Path path) {
        return new ToFile(path);
    }

    /** Nowhere. */
    static Into nowhere() {
        return new Nowhere();
    }
}
