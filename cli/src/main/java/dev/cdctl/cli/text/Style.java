package dev.cdctl.cli.text;

/** How texts stand out, when the stream takes colour. The numbers are those of ECMA-48, 8.3.117. */
public enum Style {
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    CYAN("36");

    private final String number;

    Style(String number) {
        this.number = number;
    }

    /** The text in this style; the text itself when colour is off. */
    public String on(String text, boolean colour) {
        return colour && !text.isEmpty() ? "\u001b[" + number + "m" + text + "\u001b[0m" : text;
    }
}
