package dev.cdctl.engine;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that happened which a person may want to see. The console words each in one place. */
public sealed interface Event {
    /** A plan begins. */
    record PlanStarted(String title, int steps) implements Event {}

    /** A step begins. */
    record StepStarted(String step, String description) implements Event {}

    /** A step says what it waits for, or how far it is. */
    record StepProgress(String step, String text) implements Event {}

    /** A step ended. */
    record StepEnded(String step, String description, Outcome outcome, Duration took) implements Event {}

    /** A script wrote a line. */
    record Output(String step, String line) implements Event {}

    /**
     * What a step found out while it ran, such as the results of tests.
     *
     * @param lines for people
     * @param result for programs
     */
    record Report(String step, List<String> lines, Json.Obj result) implements Event {
        /** Copies the lines. */
        public Report {
            lines = List.copyOf(lines);
        }
    }

    /** Worth knowing, not wrong. */
    record Note(String text) implements Event {}

    /** An environment is not what it was before the command. */
    record Changed(String environment) implements Event {}

    /** How each host of an environment stands when a command has come to its end, whichever. */
    record Hosts(String environment, List<HostRow> rows) implements Event {
        /** Copies the rows. */
        public Hosts {
            rows = List.copyOf(rows);
        }
    }

    /**
     * One host at the end of a command.
     *
     * @param before the release that was live there, as far as it ran
     * @param after the release that is live there now, as far as it runs
     * @param state in a few words: {@code live}, {@code failed}
     * @param took from the first thing that was asked of the host to the last
     * @param problem what went wrong there; empty when nothing did
     * @param lines the last lines of what failed
     */
    record HostRow(
            String host,
            Optional<String> before,
            Optional<String> after,
            String state,
            Duration took,
            String problem,
            List<String> lines) {
        /** Copies the lines. */
        public HostRow {
            lines = List.copyOf(lines);
        }
    }

    /** Wrong, but not in the way. */
    record Warning(Problem problem) implements Event {}

    /** Takes events, from any thread. */
    interface Listener {
        /** Takes one event; must not throw. */
        void on(Event event);
    }
}
