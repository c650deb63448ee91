package dev.cdctl.cli.console.display;

import dev.cdctl.cli.text.ProblemText;
import dev.cdctl.engine.Event;
import java.util.List;

/** Shows only what went wrong. */
public final class QuietDisplay extends Display {
    private final Talk talk;
    private final ProblemText problems;

    public QuietDisplay(Talk talk, ProblemText problems) {
        this.talk = talk;
        this.problems = problems;
    }

    @Override
    public void tick() {
        // Nothing moves.
    }

    @Override
    public void clear() {
        // Every line stays.
    }

    @Override
    void planStarted(Event.PlanStarted plan) {
        // Not wrong.
    }

    @Override
    void stepStarted(Event.StepStarted step) {
        // Not wrong.
    }

    @Override
    void stepProgress(Event.StepProgress step) {
        // Not wrong.
    }

    @Override
    void stepEnded(Event.StepEnded step) {
        // A failure is told by its problem.
    }

    @Override
    void output(String step, String line) {
        // The tail of a failing script is repeated at the end.
    }

    @Override
    void report(String step, List<String> lines) {
        // The first failure is told by its problem.
    }

    @Override
    void hosts(Event.Hosts hosts) {
        if (HostLines.isBad(hosts)) {
            HostLines.of(hosts).forEach(talk::line);
        }
    }

    @Override
    void note(String text) {
        // Not wrong.
    }

    @Override
    void warning(Event.Warning warning) {
        problems.warning(warning.problem()).forEach(talk::line);
    }
}
