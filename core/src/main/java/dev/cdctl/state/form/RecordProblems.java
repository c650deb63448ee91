package dev.cdctl.state.form;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;

/** What can be wrong with what a record says, worded in one place. */
final class RecordProblems {
    private RecordProblems() {}

    static Failure damaged(String place, String why) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-711", "the record " + place + " is damaged")
                        .because(why)
                        .remedy("put the file back from a backup, or move it away if what it says is no longer true"));
    }

    static Failure newer(String place, long format, long known) {
        return Failure.refused(Problem.of("CD-712", place + " needs a newer cdctl")
                .because("it has format " + format + ", and this cdctl knows formats up to " + known)
                .remedy("update cdctl on this machine"));
    }
}
