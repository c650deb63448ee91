package dev.cdctl.cli.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** Makes texts from outside harmless: what could steer a terminal or reorder a line is shown as its number. */
public final class Visible {
    /** Select Graphic Rendition of ECMA-48, 8.3.117: colours and weights, which scripts write and nobody misses. */
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;:]*m");

    private Visible() {}

    /** The text on one line, with every control character as {@code \x1b} or {@code \}{@code u202e}. */
    public static String text(String raw) {
        if (raw.chars().noneMatch(Visible::isHidden)) {
            return raw;
        }
        StringBuilder shown = new StringBuilder();
        raw.chars().forEach(c -> append(shown, (char) c));
        return shown.toString();
    }

    /** A line that a script wrote: without its colours, and only what a redrawn line ended as. */
    public static String output(String raw) {
        String plain = COLOURS.matcher(raw).replaceAll("");
        String ended = plain.endsWith("\r") ? plain.substring(0, plain.length() - 1) : plain;
        return text(ended.substring(ended.lastIndexOf('\r') + 1));
    }

    private static void append(StringBuilder shown, char c) {
        if (!isHidden(c)) {
            shown.append(c);
        } else if (c == '\n') {
            shown.append("\\n");
        } else {
            shown.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
        }
    }

    private static boolean isHidden(int c) {
        return (c < 0x20 && c != '\t')
                || (c >= 0x7f && c < 0xa0)
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xfeff;
    }
}
