package dev.cdctl.state.form;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;

/** What can be wrong with a journal, worded in one place. */
public final class JournalProblems {
    private JournalProblems() {}

    static Failure damaged(String file, int line) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-720", "the journal " + file + " is damaged at line " + line)
                        .because("the line, or one before it, is not as it was written")
                        .remedy("compare `cdctl status` with what runs; when they agree, move " + file
                                + " away, and the next command starts a new one"));
    }

    static Failure newer(String file, String format) {
        return Failure.refused(Problem.of("CD-721", "the journal " + file + " needs a newer cdctl")
                .because("it has format " + format)
                .remedy("update cdctl on this machine"));
    }

    /** An entry with a greater token is there. */
    public static Failure overtaken(String file, long token, long newest) {
        return Failure.refused(Problem.of("CD-722", "another cdctl has taken over; this one stops")
                .because("it holds token " + token + ", and token " + newest + " has written to " + file)
                .remedy("see who works on it with cdctl lock status, then repeat"));
    }
}
