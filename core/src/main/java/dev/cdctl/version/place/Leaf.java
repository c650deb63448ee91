package dev.cdctl.version.place;

import dev.cdctl.version.SourceText.Range;
import java.util.List;

/**
 * One value in a text.
 *
 * @param way the steps to it, as in {@link dev.cdctl.version.ValuePath}
 * @param range what is replaced: the inside of quotes, or the whole value
 */
record Leaf(List<String> way, Range range, Style style) {
    /** How a value is written. */
    enum Style {
        /** In quotes, which stay. */
        QUOTED,
        /** Without quotes. */
        BARE,
        /** In a way that takes more than one line, or not at all. */
        FIXED
    }
}
