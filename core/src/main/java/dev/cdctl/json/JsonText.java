package dev.cdctl.json;

/**
 * Turns text into {@link Json} and back. By its own means: setting up a library for it costs more at start-up than
 * reading all that a command reads.
 */
public final class JsonText {
    private JsonText() {}

    /**
     * Reads one value.
     *
     * @throws JsonException when the text is not exactly one JSON value, has a member twice or is nested too deep
     */
    public static Json read(String text) {
        return new JsonReader(text).read();
    }

    /**
     * Reads an object.
     *
     * @throws JsonException when the text is not exactly one JSON object
     */
    public static Json.Obj readObject(String text) {
        if (read(text) instanceof Json.Obj object) {
            return object;
        }
        throw new JsonException("not a JSON object");
    }

    /** The value on one line, without spaces. */
    public static String line(Json json) {
        return new JsonWriter(false).write(json);
    }

    /** The value on many lines, indented by two spaces, without a line end after the last. */
    public static String pretty(Json json) {
        return new JsonWriter(true).write(json);
    }
}
