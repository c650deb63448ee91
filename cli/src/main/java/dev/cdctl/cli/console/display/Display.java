package dev.cdctl.cli.console.display;

import dev.cdctl.cli.text.Visible;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows events as they come. It keeps the last lines of each script, to repeat those of the one that failed. */
public abstract class Display implements Event.Listener {
    private static final int TAIL = 20;

    private final Map<String, Deque<String>> tails = new LinkedHashMap<>();
    private Optional<String> failed = Optional.empty();

    /** One way of showing each event. */
    @Override
    public final synchronized void on(Event event) {
        if (event instanceof Event.PlanStarted plan) {
            planStarted(plan);
        } else if (event instanceof Event.StepStarted step) {
            stepStarted(step);
        } else if (event instanceof Event.StepProgress step) {
            stepProgress(step);
        } else if (event instanceof Event.StepEnded step) {
            remember(step);
            stepEnded(step);
        } else if (event instanceof Event.Output line) {
            remember(line);
            output(line.step(), Visible.output(line.line()));
        } else if (event instanceof Event.Report report) {
            report(report.step(), report.lines().stream().map(Visible::text).toList());
        } else if (event instanceof Event.Hosts hosts) {
            hosts(hosts);
        } else if (event instanceof Event.Note note) {
            note(Visible.text(note.text()));
        } else if (event instanceof Event.Warning warning) {
            warning(warning);
        }
    }

    /** Called every tenth of a second while a plan runs. */
    public abstract void tick();

    /** Takes away what is not to stay on the screen. */
    public abstract void clear();

    /** Ends what is open: what follows belongs to no step. */
    public void finish() {
        clear();
    }

    abstract void planStarted(Event.PlanStarted plan);

    abstract void stepStarted(Event.StepStarted step);

    abstract void stepProgress(Event.StepProgress step);

    abstract void stepEnded(Event.StepEnded step);

    abstract void output(String step, String line);

    abstract void report(String step, List<String> lines);

    abstract void hosts(Event.Hosts hosts);

    abstract void note(String text);

    abstract void warning(Event.Warning warning);

    /** The last lines of the script whose step failed first, its name in front; nothing when none did. */
    public final synchronized List<String> failingTail() {
        List<String> lines = new ArrayList<>();
        failed.ifPresent(step -> {
            lines.add("the last lines of " + Visible.text(step) + ":");
            for (String line : tails.getOrDefault(step, new ArrayDeque<>())) {
                lines.add("  " + line);
            }
        });
        return lines.size() > 1 ? lines : List.of();
    }

    private void remember(Event.Output line) {
        Deque<String> tail = tails.computeIfAbsent(line.step(), step -> new ArrayDeque<>());
        tail.add(Visible.output(line.line()));
        if (tail.size() > TAIL) {
            tail.remove();
        }
    }

    private void remember(Event.StepEnded step) {
        if (step.outcome() instanceof Outcome.Failed && failed.isEmpty()) {
            failed = Optional.of(step.step());
        } else if (step.outcome() instanceof Outcome.Done) {
            tails.remove(step.step());
        }
    }
}
