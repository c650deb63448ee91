package dev.cdctl.cli.command;

import dev.cdctl.json.Json;
import java.util.List;

/**
 * What a command that succeeded has to say on stdout.
 *
 * @param kind what the JSON document is about: {@code status}
 * @param result the members of the JSON document
 * @param lines the same for people
 * @param exit how the command ends; anything else than 0 means that it has found something wrong
 */
public record Answer(String kind, Json.Obj result, List<String> lines, ExitCode exit) {
    /** Copies the lines. */
    public Answer {
        lines = List.copyOf(lines);
    }

    /** The answer of a command that ends well. */
    public Answer(String kind, Json.Obj result, List<String> lines) {
        this(kind, result, lines, ExitCode.OK);
    }

    /** An answer that is the same lines in both forms. */
    public static Answer ofLines(String kind, List<String> lines) {
        return new Answer(kind, Json.object().put("lines", Json.ofTexts(lines)).build(), lines);
    }
}
