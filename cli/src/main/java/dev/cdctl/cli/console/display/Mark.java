package dev.cdctl.cli.console.display;

import dev.cdctl.cli.text.Style;
import dev.cdctl.engine.Outcome;

/** The sign and the word in front of a step that ended. */
enum Mark {
    DONE("\u2713", "+", "ok", Style.GREEN),
    SKIPPED("\u00b7", "-", "skipped", Style.DIM),
    FAILED("\u2717", "x", "FAILED", Style.RED),
    UNDONE("\u21ba", "<", "undone", Style.YELLOW),
    UNKNOWN("?", "?", "UNKNOWN", Style.YELLOW);

    private final String sign;
    private final String ascii;
    private final String word;
    private final Style style;

    Mark(String sign, String ascii, String word, Style style) {
        this.sign = sign;
        this.ascii = ascii;
        this.word = word;
        this.style = style;
    }

    static Mark of(Outcome outcome) {
        if (outcome instanceof Outcome.Done) {
            return DONE;
        }
        if (outcome instanceof Outcome.Skipped) {
            return SKIPPED;
        }
        if (outcome instanceof Outcome.Failed) {
            return FAILED;
        }
        return outcome instanceof Outcome.Undone ? UNDONE : UNKNOWN;
    }

    String sign(boolean unicode) {
        return unicode ? sign : ascii;
    }

    String word() {
        return word;
    }

    Style style() {
        return style;
    }
}
