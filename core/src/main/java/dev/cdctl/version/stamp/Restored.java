package dev.cdctl.version.stamp;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was put back.
 *
 * @param restored files that are what they were before the stamp
 * @param left files that somebody changed after the stamp; they were not touched
 * @param kept where the bytes of each of those from before the stamp are
 */
public record Restored(List<String> restored, List<String> left, List<Path> kept) {
    /** Copies the lists. */
    public Restored {
        restored = List.copyOf(restored);
        left = List.copyOf(left);
        kept = List.copyOf(kept);
    }

    /**
     * What was put back, when that is everything.
     *
     * @throws Failure refused, with each file that somebody changed
     */
    public List<String> orRefuse() {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            problems.add(Problem.of("CD-260", left.get(i) + " was changed after it was stamped, so it stays as it is")
                    .because("what it was before the stamp is in " + kept.get(i))
                    .remedy("copy that over it, or take the version out by hand, then cdctl version-stamp --restore"));
        }
        if (!problems.isEmpty()) {
            throw Failure.of(Failure.Kind.REFUSED, problems);
        }
        return restored;
    }
}
