package dev.cdctl.model.mask;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.util.Set;
import java.util.function.Consumer;

/** The secrets that this run of cdctl has read so far, to keep them out of everything that it shows. Thread-safe. */
public final class KnownSecrets {
    private Mask mask = Mask.none();
    private Consumer<String> listener = value -> {};

    /** Hides these too from now on. */
    public synchronized void add(Mask more) {
        Set<String> before = mask.values();
        mask = mask.and(more);
        mask.values().stream().filter(value -> !before.contains(value)).forEach(listener);
    }

    /** Who is told each value once, before anything that has it can be shown; must not throw. */
    public synchronized void onNew(Consumer<String> told) {
        listener = told;
    }

    /** Hides everything that is known now. */
    public synchronized Mask mask() {
        return mask;
    }

    /** The text without any of them. */
    public String hide(String text) {
        return mask().apply(text);
    }

    /** The problem without any of them. */
    public Problem hide(Problem problem) {
        Problem hidden = Problem.of(problem.code(), hide(problem.what()))
                .because(hide(problem.why()))
                .remedy(hide(problem.remedy()));
        return problem.origin()
                .map(place -> hidden.at(new Origin(place.source(), place.line(), place.column(), hide(place.text()))))
                .orElse(hidden);
    }
}
