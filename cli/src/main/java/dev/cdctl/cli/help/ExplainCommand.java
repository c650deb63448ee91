package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.json.Json;
import dev.cdctl.language.PipelineFile;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.reference.Explain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code explain}: what a key of pipeline.yaml means, or an error code. */
final class ExplainCommand implements Command {
    private static final Argument WHAT = Argument.optional(
            "WHAT", "A key such as run.health.within, or an error code such as CD-800; all keys when left out");

    private static final int COLUMNS = 100;

    @Override
    public Usage usage() {
        return Usage.of(
                        "A key is written with those above it, with dots between them; * stands for any name that you"
                                + " choose yourself.",
                        "An error code stands in brackets at the end of every error message.")
                .with(WHAT)
                .example("cdctl explain")
                .example("cdctl explain environments.production.drain")
                .example("cdctl explain CD-800");
    }

    @Override
    public Answer run(Invocation invocation) {
        String what = invocation.value(WHAT).orElse("");
        return isCode(what) ? code(what.toUpperCase(Locale.ROOT)) : key(what);
    }

    static boolean isCode(String what) {
        return what.toUpperCase(Locale.ROOT).matches("CD-?[0-9]*");
    }

    private static Answer code(String code) {
        Map<String, List<String>> pages = ErrorPages.all();
        List<String> page = pages.getOrDefault(code, List.of());
        if (page.isEmpty()) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-810", "there is no error code '" + code + "'")
                            .remedy("cdctl errors"));
        }
        Json.Obj result = Json.object()
                .put("code", code)
                .put("title", page.get(0).substring(7))
                .put("text", String.join("\n", page.subList(1, page.size())).strip())
                .build();
        List<String> lines = new ArrayList<>();
        page.forEach(line -> lines.addAll(Paragraphs.wrap(line, COLUMNS)));
        return new Answer("explain", result, lines);
    }

    private static Answer key(String path) {
        Explain found = PipelineFile.explain(path);
        Json.Obj result = Json.object()
                .put("key", found.path())
                .put("text", found.doc())
                .put("value", found.words())
                .put("required", found.required())
                .put("default", found.fallback())
                .put("environment", found.environment())
                .put(
                        "keys",
                        Json.of(found.keys().stream().map(ExplainCommand::below).toList()))
                .build();
        return new Answer("explain", result, found.text().lines().toList());
    }

    private static Json.Obj below(Key<?> key) {
        return Json.object()
                .put("key", key.name())
                .put("text", key.doc())
                .put("required", key.required())
                .build();
    }
}
