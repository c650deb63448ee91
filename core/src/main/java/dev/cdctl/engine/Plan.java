package dev.cdctl.engine;

import java.util.List;
import java.util.stream.Stream;

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

    /** The steps as people are told about them: the parts of each, where it has parts. */
    public List<Step> told() {
        return steps.stream()
                .flatMap(step -> step.parts().isEmpty() ? Stream.of(step) : step.parts().stream())
                .toList();
    }
}
