package dev.cdctl.cli.help;

import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The table of exit codes, for people and for machines. */
final class ExitCodes {
    private ExitCodes() {}

    static List<String> lines() {
        List<String> lines = new ArrayList<>(List.of("How cdctl ends, and what that tells a CI job:", ""));
        for (ExitCode code : ExitCode.values()) {
            lines.add(String.format(Locale.ROOT, "  %3d  %s", code.number(), code.meaning()));
        }
        return lines;
    }

    static Json.Obj document() {
        return Json.object()
                .put(
                        "exit_codes",
                        Json.of(Arrays.stream(ExitCode.values())
                                .map(ExitCodes::row)
                                .toList()))
                .build();
    }

    private static Json row(ExitCode code) {
        return Json.object()
                .put("exit", code.number())
                .put("name", code.name().toLowerCase(Locale.ROOT))
                .put("meaning", code.meaning())
                .put("changed", code.changed())
                .build();
    }
}
