package dev.cdctl.engine;

import java.util.List;

/**
 * What a command is going to do, in order.
 *
 * @param title one line for people: {@code deploy books 1.4.2 to production}
 */
public record Plan(String title, List<Step> steps) {
    /** Copies the steps. */
    public Plan {
        steps = List.copyOf(steps);
    }
}
