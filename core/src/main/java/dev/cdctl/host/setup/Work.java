package dev.cdctl.host.setup;

import dev.cdctl.json.Json;
import java.util.List;

/**
 * One thing that has to be done on a host.
 *
 * @param text what for, for people: {@code install docker.io}
 * @param script what root runs there; words with spaces are arguments
 * @param arguments {@code $1} and so on
 */
public record Work(String text, String script, List<String> arguments) {
    /** Copies the list. */
    public Work {
        arguments = List.copyOf(arguments);
    }

    static Work of(String text, String script, String... arguments) {
        return new Work(text, script, List.of(arguments));
    }

    /** The command line as somebody would type it. */
    public String commandLine() {
        String line = script;
        for (int at = 0; at < arguments.size(); at++) {
            line = line.replace("\"$" + (at + 1) + "\"", arguments.get(at));
        }
        return line;
    }

    /** The form of {@code -o json}. */
    public Json.Obj toJson() {
        return Json.object().put("text", text).put("command", commandLine()).build();
    }
}
