package dev.cdctl.cli.console.display;

import dev.cdctl.engine.Outcome;
import java.time.Duration;
import java.util.Locale;

/** The words for what happens, the same in every display. */
final class Wording {
    private Wording() {}

    /** How long something took: {@code 1.2s}, {@code 45s}, {@code 3m05s}. */
    static String time(Duration took) {
        long millis = took.toMillis();
        if (millis < 9_950) {
            // Not by String.format, which takes longer at its first use than many a step.
            long tenths = (millis + 50) / 100;
            return tenths / 10 + "." + tenths % 10 + "s";
        }
        long seconds = took.toSeconds();
        return seconds < 60 ? seconds + "s" : String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
    }

    /** What a step does and what it came to, in words that follow its name. */
    static String end(String description, Outcome outcome) {
        String detail = outcome.detail();
        return detail.isEmpty() ? description : description + ": " + detail;
    }
}
