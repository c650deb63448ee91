package dev.cdctl.traffic;

import dev.cdctl.model.Failure;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Environments of one proxy that are made ready at once, as {@link Router#ready} wants it. */
public final class Together {
    private Together() {}

    /**
     * Attempts all at once. A proxy that refuses one of them refuses all; then each half is attempted for itself, so that
     * the others still cost little. One alone is left to its own apply, which says what is wrong with it.
     *
     * @param prepared what is attempted, one for each environment
     * @param refused whether a failure may be that of a single one
     */
    public static <T> void ready(List<T> prepared, Consumer<List<T>> attempt, Predicate<Failure> refused) {
        if (prepared.size() < 2) {
            return;
        }
        try {
            attempt.accept(prepared);
        } catch (Failure e) {
            if (refused.test(e)) {
                int half = prepared.size() / 2;
                ready(prepared.subList(0, half), attempt, refused);
                ready(prepared.subList(half, prepared.size()), attempt, refused);
            }
        }
    }
}
