package dev.cdctl.cli.console.display;

import dev.cdctl.cli.text.ProblemText;
import dev.cdctl.cli.text.Style;
import dev.cdctl.cli.text.Visible;
import dev.cdctl.cli.text.Width;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Shows events on a terminal: each running step on one live line, every finished one on a line that stays. */
public final class LiveDisplay extends Display {
    private static final String ERASE = "\r\u001b[K";
    private static final String SPINNER = "\u280b\u2819\u2839\u2838\u283c\u2834\u2826\u2827\u2807\u280f";
    private static final String ASCII_SPINNER = "|/-\\";
    private static final String UP = "\u001b[1A\u001b[K";
    private static final int NAME = 10;

    /** More live lines would not fit into a small window, and lines that were scrolled away cannot be taken back. */
    private static final int MOST = 8;

    private final Talk talk;
    private final Look look;
    private final ProblemText problems;
    private final LongSupplier nanos;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private int drawn;
    private int turn;
    private int columns;

    public LiveDisplay(Talk talk, Look look, ProblemText problems, LongSupplier nanos) {
        this.talk = talk;
        this.look = look;
        this.problems = problems;
        this.nanos = nanos;
    }

    @Override
    void planStarted(Event.PlanStarted plan) {
        line(Style.BOLD.on(Visible.text(plan.title()), look.colour()));
    }

    @Override
    void stepStarted(Event.StepStarted step) {
        running.put(step.step(), new Running(step.description(), nanos.getAsLong(), ""));
        draw();
    }

    @Override
    void stepProgress(Event.StepProgress step) {
        running.computeIfPresent(step.step(), (name, at) -> at.now(step.text()));
        draw();
    }

    @Override
    void stepEnded(Event.StepEnded step) {
        running.remove(step.step());
        Mark mark = Mark.of(step.outcome());
        String took = step.outcome() instanceof Outcome.Skipped ? "" : "  " + Wording.time(step.took());
        String text = Visible.text(Wording.end(step.description(), step.outcome()));
        int room = columns() - NAME - 4 - took.length();
        line(mark.style().on(mark.sign(look.unicode()), look.colour()) + " " + padded(step.step()) + " "
                + Width.cut(text, room) + Style.DIM.on(took, look.colour()));
    }

    @Override
    void output(String step, String text) {
        String name = running.size() > 1 ? " " + step : "";
        String bar = name + (look.unicode() ? "  \u2502 " : "  | ");
        line(Style.DIM.on(bar + Width.cut(text, columns() - bar.length() - 1), look.colour()));
    }

    @Override
    void report(String step, List<String> lines) {
        lines.forEach(text -> line(Width.cut("    " + text, columns() - 1)));
    }

    @Override
    void hosts(Event.Hosts hosts) {
        HostLines.of(hosts).forEach(text -> line(Width.cut(text, columns() - 1)));
    }

    @Override
    void note(String text) {
        line(text);
    }

    @Override
    void warning(Event.Warning warning) {
        problems.warning(warning.problem()).forEach(this::line);
    }

    @Override
    public synchronized void tick() {
        turn++;
        draw();
    }

    @Override
    public synchronized void clear() {
        if (drawn > 0) {
            talk.raw(erase());
            drawn = 0;
        }
    }

    private void line(String text) {
        talk.raw((drawn > 0 ? erase() : "") + text + "\n");
        drawn = 0;
        draw();
    }

    private void draw() {
        if (running.isEmpty()) {
            clear();
            return;
        }
        List<String> lines = new ArrayList<>();
        running.forEach((step, at) -> lines.add(Style.CYAN.on(spinner(), look.colour()) + " " + live(step, at)));
        if (lines.size() > MOST) {
            lines.subList(MOST - 1, lines.size()).clear();
            lines.add(Width.cut("  and " + (running.size() - MOST + 1) + " more", columns() - 1));
        }
        talk.raw(erase() + String.join("\n", lines));
        drawn = lines.size();
    }

    private String live(String step, Running at) {
        String took = "  " + Wording.time(at.since(nanos.getAsLong()));
        String text = at.text().isEmpty() ? at.description() : at.text();
        int room = columns() - NAME - 4 - took.length();
        return padded(step) + " " + Width.cut(Visible.text(text), room) + took;
    }

    /** Takes away the live lines, the last one first. */
    private String erase() {
        return ERASE + UP.repeat(Math.max(0, drawn - 1));
    }

    private int columns() {
        if (columns == 0) {
            columns = look.columns().getAsInt();
        }
        return columns;
    }

    private String spinner() {
        String turns = look.unicode() ? SPINNER : ASCII_SPINNER;
        return String.valueOf(turns.charAt(turn % turns.length()));
    }

    private static String padded(String step) {
        return step.length() >= NAME ? step : step + " ".repeat(NAME - step.length());
    }
}
