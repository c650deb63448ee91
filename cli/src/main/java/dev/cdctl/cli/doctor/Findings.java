package dev.cdctl.cli.doctor;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.doctor.Finding;
import dev.cdctl.doctor.Finding.Level;
import dev.cdctl.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Words findings, the same in every command that looks for what is wrong. */
public final class Findings {
    private Findings() {}

    /** The answer of such a command: it ends well unless something is wrong. */
    public static Answer answer(String kind, List<Finding> findings) {
        long wrong = count(findings, Level.WRONG);
        Json.Obj result = Json.object()
                .put("wrong", wrong)
                .put("warnings", count(findings, Level.WARNING))
                .put("findings", Json.of(findings.stream().map(Finding::toJson).toList()))
                .build();
        return new Answer(kind, result, lines(findings), wrong == 0 ? ExitCode.OK : ExitCode.FAILED);
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private static List<String> lines(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        String about = "";
        for (Finding finding : findings) {
            if (!finding.about().equals(about)) {
                about = finding.about();
                lines.add(about);
            }
            lines.add("  " + word(finding.level()) + finding.text()
                    + (finding.remedy().isEmpty() ? "" : "; " + finding.remedy()));
        }
        lines.add(count(findings, Level.WRONG) + " wrong, " + count(findings, Level.WARNING) + " to be warned of");
        return lines;
    }

    private static String word(Level level) {
        return switch (level) {
            case OK -> "ok       ";
            case WARNING -> "warning  ";
            case WRONG -> "WRONG    ";
        };
    }
}
