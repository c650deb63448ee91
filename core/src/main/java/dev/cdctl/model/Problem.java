package dev.cdctl.model;

import java.util.Optional;

/**
 * One thing that is wrong, worded for the person who has to mend it.
 *
 * @param code stable, {@code CD-} and three digits; each has a section in docs/errors.md
 * @param what what is wrong, one sentence without a full stop
 * @param origin where it was written, when it was written somewhere
 * @param why the cause as far as it is known; empty when {@code what} says it all
 * @param remedy what to type or change next; empty when nothing sensible can be said
 */
public record Problem(String code, String what, Optional<Origin> origin, String why, String remedy) {
    /** A problem without a place, a cause and a remedy; add them with the {@code with} methods. */
    public static Problem of(String code, String what) {
        return new Problem(code, what, Optional.empty(), "", "");
    }

    /** What was thrown and nobody thought of. */
    public static Problem bug(Throwable thrown) {
        return of("CD-900", "this is a bug in cdctl").because(thrown.toString());
    }

    /** The same problem, at that place. */
    public Problem at(Origin place) {
        return new Problem(code, what, Optional.of(place), why, remedy);
    }

    /** The same problem with its cause. */
    public Problem because(String cause) {
        return new Problem(code, what, origin, cause, remedy);
    }

    /** The same problem with its way out. */
    public Problem remedy(String next) {
        return new Problem(code, what, origin, why, next);
    }

    /** What is wrong, and why as far as that is known, on one line. */
    public String brief() {
        return why.isEmpty() ? what : what + ": " + why;
    }

    /** {@code file:line:column: what}, for logs and exceptions. */
    @Override
    public String toString() {
        return code + " " + origin.map(place -> place + ": ").orElse("") + what;
    }
}
