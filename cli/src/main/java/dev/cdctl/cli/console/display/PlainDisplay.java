package dev.cdctl.cli.console.display;

import dev.cdctl.cli.text.ProblemText;
import dev.cdctl.cli.text.Visible;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Shows events as plain lines, for logs: one when a step starts, one when it ends, and a sign of life in between. */
public final class PlainDisplay extends Display {
    /** CI servers cut a job's log (GitLab at 4 MB), so no script gets more than this many characters of it. */
    private static final int BUDGET = 256 * 1024;

    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Talk talk;
    private final ProblemText problems;
    private final boolean verbose;
    private final Sections sections;
    private final LongSupplier nanos;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Map<String, Integer> shown = new LinkedHashMap<>();
    private long lastLine;

    /**
     * How plain lines are told.
     *
     * @param verbose whether more is told
     * @param sections whether the lines of one step are kept together, as the log of a CI job folds them
     * @param markers what stands around them then
     */
    public record Plainly(boolean verbose, boolean sections, Sections.Markers markers) {
        /** Lines alone. */
        public Plainly(boolean verbose, boolean sections) {
            this(verbose, sections, Sections.Markers.NONE);
        }
    }

    /**
     * A display.
     *
     * @param how how much is told
     */
    public PlainDisplay(Talk talk, ProblemText problems, Plainly how, LongSupplier nanos) {
        this.talk = talk;
        this.problems = problems;
        this.verbose = how.verbose();
        this.sections = new Sections(how.sections(), this::line, how.markers());
        this.nanos = nanos;
        this.lastLine = nanos.getAsLong();
    }

    @Override
    void planStarted(Event.PlanStarted plan) {
        line(Visible.text(plan.title()) + ", " + plan.steps() + (plan.steps() == 1 ? " step" : " steps"));
    }

    @Override
    void stepStarted(Event.StepStarted step) {
        running.put(step.step(), new Running(step.description(), nanos.getAsLong(), step.description()));
        sections.line(step.step(), "> " + step.step() + ": " + Visible.text(step.description()));
    }

    @Override
    void stepProgress(Event.StepProgress step) {
        running.computeIfPresent(step.step(), (name, at) -> at.now(step.text()));
        if (verbose) {
            sections.line(step.step(), "  " + step.step() + ": " + Visible.text(step.text()));
        }
    }

    @Override
    void stepEnded(Event.StepEnded step) {
        running.remove(step.step());
        shown.remove(step.step());
        String took = step.outcome() instanceof Outcome.Skipped ? "" : ", " + Wording.time(step.took());
        String text = Visible.text(step.outcome().detail());
        sections.end(
                step.step(),
                Mark.of(step.outcome()).word() + " " + step.step() + (text.isEmpty() ? "" : ": " + text) + took);
    }

    @Override
    void output(String step, String text) {
        int used = shown.merge(step, text.length() + 1, Integer::sum);
        if (verbose || used <= BUDGET) {
            sections.line(step, "  " + step + " | " + text);
        } else if (used - text.length() - 1 <= BUDGET) {
            line("  " + step + " | (more than " + BUDGET / 1024 + " kB: the rest is only in the log file)");
        }
    }

    @Override
    void report(String step, List<String> lines) {
        lines.forEach(text -> sections.line(step, "  " + step + " = " + text));
    }

    @Override
    void hosts(Event.Hosts hosts) {
        sections.finish();
        HostLines.of(hosts).forEach(this::line);
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
        long now = nanos.getAsLong();
        if (now - lastLine >= SILENCE.toNanos()) {
            running.forEach((step, at) -> line("... still waiting for " + step + ": " + Visible.text(at.text()) + " ("
                    + Wording.time(at.since(now)) + ")"));
            lastLine = now;
        }
    }

    @Override
    public void clear() {
        // Every line of a log stays.
    }

    @Override
    public synchronized void finish() {
        sections.finish();
    }

    private void line(String text) {
        talk.line(text);
        lastLine = nanos.getAsLong();
    }
}
