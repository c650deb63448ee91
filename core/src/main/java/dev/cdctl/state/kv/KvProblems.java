package dev.cdctl.state.kv;

import dev.cdctl.http.Reply;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Recorded;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What can be wrong with a server of keys and values, worded in one place. */
public final class KvProblems {
    private static final int LONGEST = 300;

    private KvProblems() {}

    /** It did not answer, or said that it cannot. */
    public static Failure unreachable(String place, Reply last) {
        if (Thread.currentThread().isInterrupted()) {
            return Failure.of(
                    Failure.Kind.INTERRUPTED,
                    Problem.of("CD-715", "stopped while the state in " + place + " was asked")
                            .remedy("repeat the command: what was begun is resumed or taken back"));
        }
        return Failure.unreachable(Problem.of("CD-704", "the state in " + place + " cannot be reached")
                .because(said(last))
                .remedy("check the address, and that the servers run and have a leader; then repeat: what was begun is "
                        + "resumed or taken back"));
    }

    /** It knows us, or does not, and refuses. */
    public static Failure denied(String place, String said, String remedy) {
        return Failure.unreachable(Problem.of("CD-705", place + " refuses us")
                .because(shortened(said))
                .remedy(remedy));
    }

    /** An answer that makes no sense. */
    public static Failure odd(String place, Reply answer) {
        return Failure.unreachable(Problem.of("CD-708", place + " gave an answer that cdctl does not understand")
                .because(said(answer))
                .remedy("check that the address is that of the right kind of server"));
    }

    /** What says how to get in cannot be used. */
    public static Failure access(String what, String why) {
        return Failure.unreachable(Problem.of("CD-709", what + " cannot be used")
                .because(why)
                .remedy("mend it, or the variable that names it; docs/stores.md lists the variables"));
    }

    static Failure unknown(String place, Failure lost) {
        if (lost.kind() == Failure.Kind.INTERRUPTED) {
            return lost;
        }
        return Failure.of(
                        Failure.Kind.NEEDS_PERSON,
                        Problem.of("CD-706", "it is not known whether the state in " + place + " was changed")
                                .because(lost.problems().get(0).why())
                                .remedy("when it can be reached, see what is so with `cdctl status`; the same command "
                                        + "then resumes or takes back what was begun"))
                .causedBy(lost);
    }

    /** The largest record is named: the others are seldom to blame. */
    static Failure tooLarge(String place, List<KeyValues.Write> writes, KeyValues.Limits limits) {
        Optional<KeyValues.Write.Put> largest = writes.stream()
                .filter(KeyValues.Write.Put.class::isInstance)
                .map(KeyValues.Write.Put.class::cast)
                .max(Comparator.comparingInt(KeyValues.Write.Put::bytes));
        String what = largest.map(KeyValues.Write.Put::key).orElse(writes.get(0).key());
        return Failure.failed(Problem.of("CD-707", "a change is too large for " + place + ": " + what)
                .because(largest.map(put ->
                                        "that record has " + Recorded.kilobytes(put.bytes()) + ", and the change has ")
                                .orElse("the change has ")
                        + writes.size() + " parts; one transaction takes " + limits.writes() + " parts and "
                        + Recorded.kilobytes(limits.bytes()) + " there")
                .remedy("keep large files in the release and not in the state"));
    }

    static Failure noSession(String place) {
        return Failure.unreachable(Problem.of("CD-704", "the state in " + place + " cannot be reached")
                .because("a session with it ended as soon as it was opened")
                .remedy("check its load and its clock, then repeat"));
    }

    static Failure busy(String place) {
        return Failure.unreachable(Problem.of("CD-713", "others write to " + place + " all the time")
                .because("this command was never the first in a hundred attempts")
                .remedy("repeat it when fewer are at work"));
    }

    static Failure damaged(String place, String why) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-711", "the record " + place + " is damaged")
                        .because(why)
                        .remedy("put it back from a backup, or remove the key if what it says is no longer true"));
    }

    static Failure newer(String place, long format, long known) {
        return Failure.refused(Problem.of("CD-712", place + " needs a newer cdctl")
                .because("it has format " + format + ", and this cdctl knows formats up to " + known)
                .remedy("update cdctl on this machine"));
    }

    static Failure damagedJournal(String place, String where, String why) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-720", "the journal " + place + " is damaged at " + where)
                        .because(why)
                        .remedy("compare `cdctl status` with what runs; when they agree, remove the keys below " + place
                                + ", and the next command starts a new one"));
    }

    private static String said(Reply last) {
        return last instanceof Reply.Answer answer
                ? "the last answer was " + answer.status() + ": "
                        + shortened(answer.body().strip())
                : last.describe();
    }

    /** A text of a server on one line, which is cut where it is long. */
    public static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
