package dev.cdctl.script.report;

import java.time.Duration;

/**
 * One test that was run.
 *
 * @param suite the class or file that it belongs to; may be empty
 * @param message the first line of why it did not pass; else empty
 * @param place where it failed, as the report's stack says; may be empty
 */
public record TestCase(String suite, String name, Outcome outcome, Duration took, String message, String place) {
    /** How a test ended. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** Something else than an assertion went wrong. */
        ERROR,
        SKIPPED
    }

    /** Its whole name. */
    public String title() {
        return suite.isEmpty() ? name : suite + "." + name;
    }

    /** Whether it failed in one way or the other. */
    public boolean isBad() {
        return outcome == Outcome.FAILED || outcome == Outcome.ERROR;
    }
}
