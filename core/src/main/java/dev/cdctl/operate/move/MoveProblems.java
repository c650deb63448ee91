package dev.cdctl.operate.move;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.move.Move;

/** Why the state of an environment is not copied, worded in one place. */
public final class MoveProblems {
    private MoveProblems() {}

    static Failure occupied(Home to, String key) {
        return Failure.refused(Problem.of("CD-912", to.address() + " has another state of " + to.name())
                .because("there is a record " + key)
                .remedy("copy to another prefix or folder; or, if that state is no longer needed, remove it with a"
                        + " pipeline.yaml that has `state: " + to.address() + "` and `cdctl remove`"));
    }

    static Failure unfinished(Home from, String id) {
        return Failure.refused(Problem.of("CD-913", "a deployment of " + from.name() + " is not finished: " + id)
                .because("what it left half-done is ended where it was begun")
                .remedy("`cdctl resume -e " + from.environment() + "`, then copy"));
    }

    /** What belongs to an environment besides its records is in the folder that they are in. */
    public static Failure bound(String name, String what, String folder) {
        return Failure.refused(Problem.of("CD-914", what + " of " + name + " in the folder " + folder)
                .because("without `state: file:...` cdctl looks for them in the user's own state folder")
                .remedy("docs/stores.md says how such an environment is moved"));
    }

    static Failure same(Home to) {
        return Failure.refused(Problem.of("CD-915", "both addresses lead to the same store: " + to.address())
                .remedy("name another one by --to"));
    }

    static Failure different(Home to, String what) {
        return Failure.failed(Problem.of("CD-917", "what was copied to " + to.address() + " is not what is read there")
                .because(what)
                .remedy("the old store is in force; look for who else writes there, then repeat"));
    }

    static Failure elsewhere(Home home, Move move) {
        return Failure.refused(Problem.of(
                        "CD-918", home.name() + " in " + home.address() + " is half-way to or from " + move.other())
                .because("`cdctl state copy` was begun by " + move.by() + " and has not ended")
                .remedy("repeat that one, or undo it with `cdctl state reopen --state " + home.address() + "`"));
    }

    static Failure contended(Home home) {
        return Failure.unreachable(
                Problem.of("CD-919", "others change what is recorded of " + home.name() + " in " + home.address())
                        .because("a change was refused again and again")
                        .remedy("repeat it when nobody else is at work there"));
    }
}
