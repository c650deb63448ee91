package dev.cdctl.json;

/** Text is not the JSON that was expected. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was expected. */
    public JsonException(String message) {
        super(message);
    }

    /** Says what was expected, and what the parser said. */
    public JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
