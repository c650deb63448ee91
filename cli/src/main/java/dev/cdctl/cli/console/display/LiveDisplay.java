package dev.cdctl.cli.console.display;

import dev.cdctl.cli.text.ProblemText;
import dev.cdctl.cli.text.Style;
import dev.cdctl.cli.text.Visible;
import dev.cdctl.cli.text.Width;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Shows events on a terminal: the running step on one live line, every finished one on a line that stays. */
public final class LiveDisplay extends Display {
    private static final String ERASE = "\r\u001b[K";
    private static final String SPINNER = "\u280b\u2819\u2839\u2838\u283c\u2834\u2826\u2827\u2807\u280f";
    private static final String ASCII_SPINNER = "|/-\\";
    private static final int NAME = 10;

    private final Talk talk;
    private final Look look;
    private final ProblemText problems;
    private final LongSupplier nanos;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private boolean drawn;
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
        String bar = look.unicode() ? "  \u2502 " : "  | ";
        line(Style.DIM.on(bar + Width.cut(text, columns() - bar.length() - 1), look.colour()));
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
        if (drawn) {
            talk.raw(ERASE);
            drawn = false;
        }
    }

    private void line(String text) {
        talk.raw((drawn ? ERASE : "") + text + "\n");
        drawn = false;
        draw();
    }

    private void draw() {
        if (running.isEmpty()) {
            clear();
            return;
        }
        Map.Entry<String, Running> last = running.entrySet().iterator().next();
        for (Map.Entry<String, Running> entry : running.entrySet()) {
            last = entry;
        }
        talk.raw(ERASE + Style.CYAN.on(spinner(), look.colour()) + " " + live(last.getKey(), last.getValue()));
        drawn = true;
    }

    private String live(String step, Running at) {
        String more = running.size() > 1 ? "  +" + (running.size() - 1) + " more" : "";
        String took = "  " + Wording.time(at.since(nanos.getAsLong())) + more;
        String text = at.text().isEmpty() ? at.description() : at.text();
        int room = columns() - NAME - 4 - took.length();
        return padded(step) + " " + Width.cut(Visible.text(text), room) + took;
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
