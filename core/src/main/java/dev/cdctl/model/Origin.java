package dev.cdctl.model;

/**
 * Where a value was written.
 *
 * @param source the file as the user named it, or the name of an environment variable
 * @param line the line, from 1; 0 when the source has no lines
 * @param column the column, from 1; 0 when the source has no lines
 * @param text the whole source line, without its end; empty when the source has no lines
 */
public record Origin(String source, int line, int column, String text) {
    /** A place that has no lines, such as an environment variable. */
    public static Origin of(String source) {
        return new Origin(source, 0, 0, "");
    }

    /** The form that editors and terminals turn into a link: {@code file:line:column}. */
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
