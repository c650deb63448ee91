package dev.cdctl.cli;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.console.Console;
import dev.cdctl.cli.text.EventJson;
import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.util.List;
import java.util.Set;

/** The one JSON document that every command answers with, format 1. */
final class Documents {
    private static final int FORMAT = 1;

    private Documents() {}

    /** @param hosts how each host stands, where the command changed environments that have some */
    static Json.Obj of(Answer answer, List<Json> hosts) {
        Json.Builder document = head(answer.kind(), answer.exit() == ExitCode.OK);
        answer.result().members().forEach(document::put);
        with(document, hosts);
        if (!answer.problems().isEmpty()) {
            document.put("exit", answer.exit().number()).put("problems", told(answer.problems()));
        }
        return document.build();
    }

    /** @param console knows the environments that are not what they were before the command, and their hosts */
    static Json.Obj of(ExitCode code, List<Problem> problems, Console console) {
        Set<String> changed = console.changed();
        Json.Builder document = head("error", false)
                .put("exit", code.number())
                .put("meaning", code.meaning(changed))
                .put("changed", code.changed() || !changed.isEmpty())
                .put("problems", told(problems));
        with(document, console.hosts());
        return document.build();
    }

    private static void with(Json.Builder document, List<Json> hosts) {
        if (!hosts.isEmpty()) {
            document.put("hosts", Json.of(hosts));
        }
    }

    private static Json told(List<Problem> problems) {
        return Json.of(problems.stream().map(EventJson::of).toList());
    }

    private static Json.Builder head(String kind, boolean ok) {
        return Json.object().put("schema_version", FORMAT).put("kind", kind).put("ok", ok);
    }
}
