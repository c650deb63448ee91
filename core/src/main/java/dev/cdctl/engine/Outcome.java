package dev.cdctl.engine;

/** What came of a step. */
public sealed interface Outcome {
    /** What it came to, in words; empty when there is nothing to say. */
    String detail();

    /** The effect happened; the detail says what. */
    record Done(String detail) implements Outcome {}

    /** The effect was there already, or was not wanted. */
    record Skipped(String detail) implements Outcome {}

    /** It failed; the problems are in the failure that ends the plan. */
    record Failed(String detail) implements Outcome {}

    /** The effect was taken back. */
    record Undone() implements Outcome {
        @Override
        public String detail() {
            return "";
        }
    }

    /** Whether the effect happened could not be found out. */
    record Unknown(String detail) implements Outcome {}
}
