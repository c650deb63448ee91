package dev.cdctl.cli.work;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.server.Detection;
import dev.cdctl.json.Json;
import dev.cdctl.language.PipelineFile;
import dev.cdctl.pipeline.reference.Origins;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code config}: every value of the pipeline, defaults included. */
final class ConfigCommand implements Command {
    private static final Option SHOW_ORIGIN =
            Option.flag("--show-origin", "Tell of each value where it was written, or that it is a default");

    @Override
    public Usage usage() {
        return Usage.of("Secrets are shown by where they come from, never by value.")
                .with(SHOW_ORIGIN)
                .example("cdctl config --show-origin");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        List<Origins.Line> values = PipelineFile.origins(cdctl.pipeline().written(), invocation.variables());
        boolean origins = invocation.flag(SHOW_ORIGIN);
        List<Json.Obj> json = values.stream()
                .map(line -> Json.object()
                        .put("path", line.path())
                        .put("value", line.value())
                        .put("origin", line.origin())
                        .build())
                .toList();
        List<String> lines = values.stream()
                .map(line -> line.path() + " = " + line.value() + (origins ? "   (" + line.origin() + ")" : ""))
                .collect(Collectors.toCollection(ArrayList::new));
        Detection ci = GlobalOptions.server(invocation.values());
        if (origins) {
            lines.add("--ci = " + ci.server().word() + "   (" + ci.origin() + ")");
        }
        Json.Obj server = Json.object()
                .put("server", ci.server().word())
                .put("origin", ci.origin())
                .build();
        return new Answer(
                "config",
                Json.object().put("values", Json.of(json)).put("ci", server).build(),
                lines);
    }
}
