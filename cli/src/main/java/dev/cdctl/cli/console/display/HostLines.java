package dev.cdctl.cli.console.display;

import dev.cdctl.cli.text.Visible;
import dev.cdctl.engine.Event;
import java.util.ArrayList;
import java.util.List;

/** The table of an environment's hosts, as lines. */
final class HostLines {
    private static final String NOTHING = "-";

    private HostLines() {}

    static List<String> of(Event.Hosts hosts) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("host", "before", "after", "time", "state"));
        hosts.rows().forEach(row -> cells.add(cells(row)));
        List<String> lines = new ArrayList<>();
        lines.add("hosts of " + Visible.text(hosts.environment()) + ":");
        lines.add(line(cells, 0));
        for (int at = 0; at < hosts.rows().size(); at++) {
            Event.HostRow row = hosts.rows().get(at);
            lines.add(line(cells, at + 1));
            if (!row.problem().isEmpty()) {
                lines.add("    " + Visible.text(row.problem()));
            }
            row.lines().forEach(text -> lines.add("    | " + Visible.output(text)));
        }
        return lines;
    }

    /** Whether one of them is not as it should be. */
    static boolean isBad(Event.Hosts hosts) {
        return hosts.rows().stream().anyMatch(row -> !row.problem().isEmpty());
    }

    private static List<String> cells(Event.HostRow row) {
        return List.of(
                row.host(),
                row.before().orElse(NOTHING),
                row.after().orElse(NOTHING),
                Wording.time(row.took()),
                row.state());
    }

    private static String line(List<List<String>> cells, int at) {
        StringBuilder line = new StringBuilder(" ");
        List<String> row = cells.get(at);
        for (int column = 0; column < row.size(); column++) {
            String text = Visible.text(row.get(column));
            line.append(' ').append(text).append(" ".repeat(1 + width(cells, column) - text.length()));
        }
        return line.toString().stripTrailing();
    }

    private static int width(List<List<String>> cells, int column) {
        return cells.stream()
                .mapToInt(row -> Visible.text(row.get(column)).length())
                .max()
                .orElse(0);
    }
}
