package dev.cdctl.doctor;

import dev.cdctl.json.Json;
import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param about what it belongs to: {@code machine}, {@code pipeline}, or an environment's name
 * @param text what was found, one line
 * @param remedy a command or a sentence that mends it; empty when nothing needs to be mended
 */
public record Finding(String about, Level level, String text, String remedy) {
    /** How bad it is. */
    public enum Level {
        OK,
        /** Works now, and may not for long. */
        WARNING,
        WRONG
    }

    static Finding ok(String about, String text) {
        return new Finding(about, Level.OK, text, "");
    }

    static Finding warning(String about, String text, String remedy) {
        return new Finding(about, Level.WARNING, text, remedy);
    }

    static Finding wrong(String about, String text, String remedy) {
        return new Finding(about, Level.WRONG, text, remedy);
    }

    /** The form of {@code -o json}. */
    public Json.Obj toJson() {
        return Json.object()
                .put("about", about)
                .put("level", level.name().toLowerCase(Locale.ROOT))
                .put("text", text)
                .put("remedy", remedy)
                .build();
    }
}
