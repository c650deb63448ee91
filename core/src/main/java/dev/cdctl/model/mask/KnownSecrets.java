package dev.cdctl.model.mask;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;

/** The secrets that this run of cdctl has read so far, to keep them out of everything that it shows. Thread-safe. */
public final class KnownSecrets {
    private Mask mask = Mask.none();

    /** Hides these too from now on. */
    public synchronized void add(Mask more) {
        mask = mask.and(more);
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
