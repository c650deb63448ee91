package dev.cdctl.engine;

/** What would come of a step if it were run now, as far as that can be seen without doing anything. */
public sealed interface Outlook {
    /** It would be skipped, for that reason. */
    record Skipped(String reason) implements Outlook {}

    /** It would have an effect, for that reason, which may be empty. */
    record Runs(String reason) implements Outlook {}

    /** Nothing can be said. */
    record Open() implements Outlook {}
}
