package dev.cdctl.state.form;

import java.util.Locale;

/** JSON in ASCII, since shells do not agree on what else is a character. */
public final class Ascii {
    private Ascii() {}

    /** The same JSON; what is not ASCII can only stand in strings, where it can be escaped. */
    public static String of(String json) {
        StringBuilder out = new StringBuilder(json.length());
        for (char each : json.toCharArray()) {
            if (each < 0x7f) {
                out.append(each);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            }
        }
        return out.toString();
    }
}
