package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import java.util.ArrayList;
import java.util.List;

/** {@code errors}: every code with its title. */
final class ErrorsCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("The codes are stable: one code always means the same.")
                .example("cdctl errors")
                .example("cdctl explain CD-800");
    }

    @Override
    public Answer run(Invocation invocation) {
        List<String> lines = new ArrayList<>();
        List<Json> codes = new ArrayList<>();
        ErrorPages.all().forEach((code, section) -> {
            lines.add(section.get(0));
            codes.add(Json.object()
                    .put("code", code)
                    .put("title", section.get(0).substring(7))
                    .build());
        });
        return new Answer("errors", Json.object().put("errors", Json.of(codes)).build(), lines);
    }
}
