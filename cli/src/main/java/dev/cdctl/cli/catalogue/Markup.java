package dev.cdctl.cli.catalogue;

import dev.cdctl.cli.text.Visible;

/** Texts as they can stand in a page, wherever they come from. */
final class Markup {
    private Markup() {}

    /**
     * The text with everything escaped that could be markup, in an element or in a quoted attribute. What could steer or
     * reorder a line, and what no XML can hold, is shown as its number.
     */
    static String of(String raw) {
        StringBuilder text = new StringBuilder();
        Visible.text(raw).codePoints().forEach(point -> append(text, point));
        return text.toString();
    }

    private static void append(StringBuilder text, int point) {
        switch (point) {
            case '&' -> text.append("&amp;");
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '"' -> text.append("&quot;");
            case '\'' -> text.append("&#39;");
            default -> {
                if (Character.getType(point) == Character.SURROGATE || (point & 0xfffe) == 0xfffe) {
                    text.append('\ufffd');
                } else {
                    text.appendCodePoint(point);
                }
            }
        }
    }

    /** A link to an address of the web; any other address is a text. */
    static String link(String url) {
        boolean web = url.startsWith("http://") || url.startsWith("https://");
        return web ? "<a href=\"" + of(url) + "\" rel=\"noreferrer\">" + of(url) + "</a>" : of(url);
    }
}
