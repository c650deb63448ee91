package dev.cdctl.adapter.ssh;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;

/** What can be wrong with the computer that keeps the state, worded in one place. */
final class AgentProblems {
    private AgentProblems() {}

    static Failure silent(String place, Duration patience) {
        return Failure.unreachable(Problem.of(
                        "CD-630", "the state on " + place + " did not answer within " + patience.toSeconds() + " s")
                .because("the computer may be stopped, cut off or overloaded, or its disk hangs; a lock that was held "
                        + "there is given up")
                .remedy("repeat the command when it can be reached: what was begun is resumed or taken back"));
    }

    static Failure interrupted(String place) {
        return Failure.of(
                Failure.Kind.INTERRUPTED,
                Problem.of("CD-631", "stopped while the state on " + place + " was asked")
                        .remedy("repeat the command: what was begun is resumed or taken back"));
    }

    static Failure closed(String place) {
        return Failure.unreachable(
                Problem.of("CD-632", "the state on " + place + " was asked after the command's end"));
    }

    static Failure unknown(String place, Throwable cause) {
        return Failure.of(
                        Failure.Kind.NEEDS_PERSON,
                        Problem.of("CD-633", "it is not known whether " + place + " was changed")
                                .because("the connection ended between the question and the answer, and what is there "
                                        + "cannot be asked or was changed by others since")
                                .remedy(
                                        "when the computer can be reached, see what is so with `cdctl status`; the same "
                                                + "command then resumes or takes back what was begun"))
                .causedBy(cause);
    }

    static Failure notBegun(String place, Answer answer) {
        if (answer.status() == Answer.LACKS) {
            return Failure.unreachable(
                    Problem.of("CD-634", place + " cannot keep state: it has no " + lastLine(answer.text()))
                            .remedy("install util-linux (flock) and coreutils there"));
        }
        return of(place, answer);
    }

    /** What an answer means that is neither done nor no. */
    static Failure of(String place, Answer answer) {
        String said = lastLine(answer.text());
        return switch (answer.status()) {
            case Answer.BUSY ->
                Failure.unreachable(Problem.of("CD-713", "another process has kept " + place + " for 5 s")
                        .because("it is needed for a few milliseconds only; its holder may be stopped or its disk may "
                                + "hang")
                        .remedy("find it there with `fuser .mutex`, let it go on or end it, then repeat"));
            case Answer.UNWRITTEN ->
                Failure.unreachable(Problem.of("CD-710", "cannot write to " + place)
                        .because(said)
                        .remedy("free some space there or mend the permissions, then repeat"));
            case Answer.UNCERTAIN ->
                Failure.of(
                        Failure.Kind.NEEDS_PERSON,
                        Problem.of("CD-714", "the disk may have lost what was just written to " + place)
                                .because(said)
                                .remedy("check the disk, then run `cdctl status` to see what is recorded"));
            case Answer.OTHER_FORM ->
                Failure.refused(
                        Problem.of("CD-693", "the state on " + place + " is of a form that this cdctl does not know")
                                .because("it says that its form is " + said + ", and 1 is known here")
                                .remedy("use the newest cdctl that has worked with it"));
            default ->
                Failure.unreachable(Problem.of("CD-700", "the state in " + place + " cannot be read")
                        .because(said)
                        .remedy("check who owns the folder there and whether its disk is there"));
        };
    }

    private static String lastLine(String text) {
        return text.strip().lines().reduce((before, line) -> line).orElse("it gave no reason");
    }
}
