package dev.cdctl.cli.command;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.util.List;

/**
 * What a command that succeeded has to say on stdout.
 *
 * @param kind what the JSON document is about: {@code status}
 * @param result the members of the JSON document
 * @param lines the same for people
 * @param exit how the command ends; anything else than 0 means that it has found something wrong
 * @param problems what it has found wrong, as far as it is told apart from the result
 * @param status what a shell sees: the number of {@code exit}, or how another program ended that the command ran
 */
public record Answer(
        String kind, Json.Obj result, List<String> lines, ExitCode exit, List<Problem> problems, int status) {
    /** Copies the lists. */
    public Answer {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }

    /** An answer with what was found wrong. */
    public Answer(String kind, Json.Obj result, List<String> lines, ExitCode exit, List<Problem> problems) {
        this(kind, result, lines, exit, problems, exit.number());
    }

    /** An answer whose result tells everything. */
    public Answer(String kind, Json.Obj result, List<String> lines, ExitCode exit) {
        this(kind, result, lines, exit, List.of());
    }

    /** The answer of a command that ends well. */
    public Answer(String kind, Json.Obj result, List<String> lines) {
        this(kind, result, lines, ExitCode.OK);
    }

    /** The answer of a command that is another program's: it ends as that did, and has nothing more to say. */
    public static Answer ofProgram(String kind, Json.Obj result, int status) {
        ExitCode exit = status == 0 ? ExitCode.OK : ExitCode.FAILED;
        return new Answer(kind, result, List.of(), exit, List.of(), status);
    }

    /** An answer that is the same lines in both forms. */
    public static Answer ofLines(String kind, List<String> lines) {
        return new Answer(kind, Json.object().put("lines", Json.ofTexts(lines)).build(), lines);
    }
}
