package dev.cdctl.cli.text;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Words a problem for people: what is wrong, where with the line itself, why, and what to try.
 *
 * @param colour whether colours may be used
 */
public record ProblemText(boolean colour) {
    private static final int LONGEST = 120;

    /** An error. */
    public List<String> error(Problem problem) {
        return lines(Style.RED.on("error:", colour), problem);
    }

    /** Something that is wrong and not in the way. */
    public List<String> warning(Problem problem) {
        return lines(Style.YELLOW.on("warning:", colour), problem);
    }

    private List<String> lines(String head, Problem problem) {
        List<String> lines = new ArrayList<>();
        String code = Style.DIM.on("[" + problem.code() + "]", colour);
        lines.add(head + " " + Style.BOLD.on(Visible.text(problem.what()), colour) + " " + code);
        problem.origin().ifPresent(place -> lines.addAll(place(place)));
        add(lines, "  why: ", problem.why());
        add(lines, "  try: ", problem.remedy());
        return lines;
    }

    private void add(List<String> lines, String head, String text) {
        String margin = " ".repeat(head.length());
        String lead = Style.CYAN.on(head, colour);
        for (String line : text.lines().toList()) {
            lines.add(lead + Visible.text(line));
            lead = margin;
        }
    }

    private List<String> place(Origin place) {
        String arrow = "  " + Style.CYAN.on("-->", colour) + " " + Visible.text(place.toString());
        if (place.line() == 0 || place.text().isBlank()) {
            return List.of(arrow);
        }
        String number = String.valueOf(place.line());
        String margin = " ".repeat(number.length());
        return List.of(
                arrow,
                Style.CYAN.on(number + " |", colour) + " " + source(place),
                Style.CYAN.on(margin + " |", colour) + " " + Style.RED.on(caret(place), colour));
    }

    /** The source line, cut around the place when it is long. Tabs become one blank, so that the caret fits. */
    private static String source(Origin place) {
        String text = place.text().replace('\t', ' ');
        int[] points = text.codePoints().skip(start(place)).limit(LONGEST).toArray();
        return Visible.text(new String(points, 0, points.length));
    }

    private static String caret(Origin place) {
        int[] points =
                place.text().replace('\t', ' ').codePoints().skip(start(place)).toArray();
        int before = Math.min(points.length, Math.max(0, place.column() - 1 - start(place)));
        String left = Visible.text(new String(points, 0, before));
        return " ".repeat(Width.of(left)) + "^";
    }

    private static int start(Origin place) {
        return place.column() <= LONGEST ? 0 : place.column() - LONGEST / 2;
    }
}
