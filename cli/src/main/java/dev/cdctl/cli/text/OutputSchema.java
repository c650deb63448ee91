package dev.cdctl.cli.text;

import dev.cdctl.json.Json;
import java.util.List;

/**
 * The JSON Schemas (draft 2020-12) of what programs read from cdctl. Commands add members of their own to an answer; none
 * of those that are named here is taken away, or gets another meaning, within a format.
 */
public final class OutputSchema {
    private static final Json TEXT = type("string").build();
    private static final Json NUMBER = type("integer").build();
    private static final Json TRUTH = type("boolean").build();
    private static final Json FORMAT =
            type("integer").put("enum", Json.of(List.of(Json.of(1)))).build();

    private OutputSchema() {}

    /** Of the document that a command answers with {@code -o json}. */
    public static Json.Obj answer() {
        return whole("What a command of cdctl answers with -o json", document());
    }

    /** Of each line with {@code -o jsonl}. */
    public static Json.Obj line() {
        List<Json> kinds = List.of(
                line("plan_started", Json.object().put("title", TEXT).put("steps", NUMBER)),
                line("step_started", step().put("description", TEXT)),
                line("step_progress", step().put("text", TEXT)),
                line(
                        "step_ended",
                        step().put("description", TEXT)
                                .put("outcome", words("done", "skipped", "failed", "undone", "unknown"))
                                .put("detail", TEXT)
                                .put("took_ms", NUMBER)),
                line("output", Json.object().put("line", TEXT)),
                line("report", step().put("report", type("object").build())),
                line("warning", Json.object().put("problem", problem())),
                line("hosts", Json.object().put("hosts", list(host()))),
                line("changed", Json.object().put("environment", TEXT)),
                line("note", Json.object().put("text", TEXT)),
                line("result", Json.object().put("result", document())));
        return whole(
                "A line of cdctl with -o jsonl",
                Json.object().put("anyOf", Json.of(kinds)).build());
    }

    private static Json.Obj document() {
        return object(
                Json.object().put("schema_version", FORMAT).put("kind", TEXT).put("ok", TRUTH),
                Json.object()
                        .put("exit", NUMBER)
                        .put("meaning", TEXT)
                        .put("changed", TRUTH)
                        .put("problems", list(problem()))
                        .put("hosts", list(host())));
    }

    private static Json.Obj problem() {
        Json.Obj place =
                object(Json.object().put("file", TEXT).put("line", NUMBER).put("column", NUMBER), Json.object());
        return object(
                Json.object()
                        .put(
                                "code",
                                type("string").put("pattern", "^CD-[0-9]{3}$").build())
                        .put("what", TEXT)
                        .put("why", TEXT)
                        .put("remedy", TEXT),
                Json.object().put("at", place));
    }

    private static Json.Obj host() {
        return object(
                Json.object().put("host", TEXT),
                Json.object()
                        .put("environment", TEXT)
                        .put("before", TEXT)
                        .put("after", TEXT)
                        .put("state", TEXT)
                        .put("took_ms", NUMBER)
                        .put("problem", TEXT)
                        .put("lines", list(TEXT)));
    }

    private static Json.Builder step() {
        return Json.object().put("step", TEXT);
    }

    private static Json.Obj line(String kind, Json.Builder members) {
        Json.Builder all = Json.object()
                .put("schema_version", FORMAT)
                .put("type", words(kind))
                .put("time", TEXT);
        members.build().members().forEach(all::put);
        return object(all, Json.object());
    }

    /** An object with members that have to be there, and some that may be. */
    private static Json.Obj object(Json.Builder needed, Json.Builder more) {
        Json.Obj first = needed.build();
        Json.Builder all = Json.object();
        first.members().forEach(all::put);
        more.build().members().forEach(all::put);
        return type("object")
                .put("required", Json.ofTexts(List.copyOf(first.members().keySet())))
                .put("properties", all.build())
                .build();
    }

    private static Json.Obj whole(String title, Json.Obj schema) {
        Json.Builder whole = Json.object()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", title);
        schema.members().forEach(whole::put);
        return whole.build();
    }

    private static Json list(Json items) {
        return type("array").put("items", items).build();
    }

    private static Json words(String... words) {
        return type("string").put("enum", Json.ofTexts(List.of(words))).build();
    }

    private static Json.Builder type(String type) {
        return Json.object().put("type", type);
    }
}
