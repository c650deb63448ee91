package dev.cdctl.version.form;

import dev.cdctl.model.Problem;

/** What became of a version in one form. */
sealed interface Formed {
    /** The version as the tool reads it. */
    record Text(String text) implements Formed {}

    /** Why the form cannot say this version. */
    record Impossible(Problem problem) implements Formed {}

    /** A version that this form cannot say. */
    static Formed impossible(String code, String what, String why) {
        return new Impossible(Problem.of(code, what)
                .because(why)
                .remedy("use a version such as 1.4.2 or 1.4.2-rc.1, or do without this form"));
    }
}
