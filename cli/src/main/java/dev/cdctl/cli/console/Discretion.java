package dev.cdctl.cli.console;

import dev.cdctl.engine.Event;
import dev.cdctl.engine.Outcome;
import dev.cdctl.model.mask.KnownSecrets;

/** Takes secrets out of events, before a display cuts or splits their texts. */
record Discretion(KnownSecrets secrets) {
    Event of(Event event) {
        if (event instanceof Event.PlanStarted plan) {
            return new Event.PlanStarted(hide(plan.title()), plan.steps());
        }
        if (event instanceof Event.StepStarted step) {
            return new Event.StepStarted(step.step(), hide(step.description()));
        }
        if (event instanceof Event.StepProgress step) {
            return new Event.StepProgress(step.step(), hide(step.text()));
        }
        if (event instanceof Event.StepEnded step) {
            return new Event.StepEnded(step.step(), hide(step.description()), of(step.outcome()), step.took());
        }
        if (event instanceof Event.Output output) {
            return new Event.Output(output.step(), hide(output.line()));
        }
        if (event instanceof Event.Report report) {
            return new Event.Report(
                    report.step(),
                    report.lines().stream().map(this::hide).toList(),
                    report.result().withTexts(this::hide));
        }
        if (event instanceof Event.Hosts hosts) {
            return new Event.Hosts(
                    hosts.environment(), hosts.rows().stream().map(this::of).toList());
        }
        if (event instanceof Event.Note note) {
            return new Event.Note(hide(note.text()));
        }
        return event instanceof Event.Warning warning ? new Event.Warning(secrets.hide(warning.problem())) : event;
    }

    private Event.HostRow of(Event.HostRow row) {
        return new Event.HostRow(
                row.host(),
                row.before(),
                row.after(),
                row.state(),
                row.took(),
                hide(row.problem()),
                row.lines().stream().map(this::hide).toList());
    }

    private Outcome of(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            return new Outcome.Done(hide(done.detail()));
        }
        if (outcome instanceof Outcome.Skipped skipped) {
            return new Outcome.Skipped(hide(skipped.detail()));
        }
        if (outcome instanceof Outcome.Failed failed) {
            return new Outcome.Failed(hide(failed.detail()));
        }
        return outcome instanceof Outcome.Unknown unknown ? new Outcome.Unknown(hide(unknown.detail())) : outcome;
    }

    private String hide(String text) {
        return secrets.hide(text);
    }
}
