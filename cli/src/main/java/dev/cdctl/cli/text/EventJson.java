package dev.cdctl.cli.text;

import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import dev.cdctl.json.Json;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.time.Instant;
import java.util.List;

/** What happens, for programs: the lines of {@code -o jsonl}, format 1. */
public final class EventJson {
    private static final int FORMAT = 1;

    private EventJson() {}

    /** The line of an event that happened then. */
    public static Json.Obj of(Event event, Instant time) {
        if (event instanceof Event.PlanStarted plan) {
            return line("plan_started", time)
                    .put("title", plan.title())
                    .put("steps", plan.steps())
                    .build();
        }
        if (event instanceof Event.StepStarted step) {
            return line("step_started", time)
                    .put("step", step.step())
                    .put("description", step.description())
                    .build();
        }
        if (event instanceof Event.StepProgress step) {
            return line("step_progress", time)
                    .put("step", step.step())
                    .put("text", step.text())
                    .build();
        }
        if (event instanceof Event.StepEnded step) {
            return ended(step, line("step_ended", time));
        }
        return rest(event, time);
    }

    /** A line that a command gives out, such as one of a followed log. */
    public static Json.Obj output(String text, Instant time) {
        return line("output", time).put("line", text).build();
    }

    /** The last line: what {@code -o json} would have answered. */
    public static Json.Obj result(Json.Obj document, Instant time) {
        return line("result", time).put("result", document).build();
    }

    /** A problem as every JSON document has it. */
    public static Json.Obj of(Problem problem) {
        return Json.object()
                .put("code", problem.code())
                .put("what", problem.what())
                .put("at", problem.origin().map(EventJson::place))
                .put("why", problem.why())
                .put("remedy", problem.remedy())
                .build();
    }

    /** The hosts of an environment as every JSON document has them. */
    public static List<Json> rows(Event.Hosts hosts) {
        return hosts.rows().stream().map(row -> row(hosts.environment(), row)).toList();
    }

    private static Json row(String environment, Event.HostRow row) {
        return Json.object()
                .put("environment", environment)
                .put("host", row.host())
                .put("before", row.before())
                .put("after", row.after())
                .put("state", row.state())
                .put("took_ms", row.took().toMillis())
                .put("problem", row.problem())
                .put("lines", Json.ofTexts(row.lines()))
                .build();
    }

    private static Json.Obj rest(Event event, Instant time) {
        if (event instanceof Event.Output output) {
            return line("output", time)
                    .put("step", output.step())
                    .put("line", output.line())
                    .build();
        }
        if (event instanceof Event.Report report) {
            return line("report", time)
                    .put("step", report.step())
                    .put("report", report.result())
                    .build();
        }
        if (event instanceof Event.Warning warning) {
            return line("warning", time).put("problem", of(warning.problem())).build();
        }
        if (event instanceof Event.Hosts hosts) {
            return line("hosts", time).put("hosts", Json.of(rows(hosts))).build();
        }
        if (event instanceof Event.Changed changed) {
            return line("changed", time)
                    .put("environment", changed.environment())
                    .build();
        }
        return line("note", time).put("text", ((Event.Note) event).text()).build();
    }

    private static Json.Obj ended(Event.StepEnded step, Json.Builder line) {
        Outcome outcome = step.outcome();
        return line.put("step", step.step())
                .put("description", step.description())
                .put("outcome", word(outcome))
                .put("detail", outcome.detail())
                .put("took_ms", step.took().toMillis())
                .build();
    }

    private static String word(Outcome outcome) {
        return outcome instanceof Outcome.Done
                ? "done"
                : outcome instanceof Outcome.Skipped
                        ? "skipped"
                        : outcome instanceof Outcome.Failed
                                ? "failed"
                                : outcome instanceof Outcome.Undone ? "undone" : "unknown";
    }

    private static Json.Builder line(String type, Instant time) {
        return Json.object().put("schema_version", FORMAT).put("type", type).put("time", time.toString());
    }

    private static Json place(Origin origin) {
        return Json.object()
                .put("file", origin.source())
                .put("line", origin.line())
                .put("column", origin.column())
                .build();
    }
}
