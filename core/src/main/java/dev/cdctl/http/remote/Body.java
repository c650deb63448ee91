package dev.cdctl.http.remote;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a request carries. Every body can be sent again. */
public sealed interface Body {
    /** Nothing. */
    record None() implements Body {}

    /** Bytes in memory. */
    record Bytes(byte[] content, String type) implements Body {
        @Override
        public String toString() {
            return content.length + " bytes of " + type;
        }
    }

    /**
     * A file, read in pieces while it is sent.
     *
     * @param type the media type
     */
    record OfFile(Path path, String type) implements Body {}

    /** No body. */
    static Body none() {
        return new None();
    }

    /** Text in UTF-8. */
    static Body text(String text, String type) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8), type);
    }

    /** A file of bytes. */
    static Body file(Path path) {
        return new OfFile(path, "application/octet-stream");
    }
}
