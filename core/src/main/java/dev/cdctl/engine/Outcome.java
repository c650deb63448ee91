package dev.cdctl.engine;

/** What came of a step. */
public sealed interface Outcome {
    /** The effect happened; the detail says what, or is empty. */
    record Done(String detail) implements Outcome {}

    /** The effect was there already, or was not wanted. */
    record Skipped(String reason) implements Outcome {}

    /** It failed; the problems are in the failure that ends the plan. */
    record Failed(String reason) implements Outcome {}

    /** The effect was taken back. */
    record Undone() implements Outcome {}

    /** Whether the effect happened could not be found out. */
    record Unknown(String reason) implements Outcome {}
}
