package dev.cdctl.doctor;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.List;
import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param about what it belongs to: {@code machine}, {@code pipeline}, an environment's name, or a host's
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

    /** What a failure says, each problem by itself. */
    static List<Finding> of(String about, Failure failure) {
        return failure.problems().stream().map(problem -> of(about, problem)).toList();
    }

    private static Finding of(String about, Problem problem) {
        String place = problem.origin().map(origin -> origin + ": ").orElse("");
        String why = problem.why().isEmpty() ? "" : " (" + problem.why() + ")";
        String remedy = problem.remedy().isEmpty() ? "cdctl explain " + problem.code() : problem.remedy();
        return wrong(about, place + problem.what() + why, remedy);
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
