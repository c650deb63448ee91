package dev.cdctl.state.form;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import dev.cdctl.state.Waiter;
import java.time.temporal.ChronoUnit;

/** What can be wrong with locks, worded in one place. */
public final class LockProblems {
    private LockProblems() {}

    /** Somebody holds it. */
    public static Failure held(String name, Locks.Held held) {
        Owner owner = held.owner();
        String step = held.step().isEmpty() ? "" : ", at step " + held.step();
        String job = owner.job().map(link -> ", job " + link).orElse("");
        return Failure.refused(Problem.of("CD-701", name + " is locked by " + owner.who() + " on " + owner.host())
                .because("pid " + owner.pid() + " has held it since "
                        + held.since().truncatedTo(ChronoUnit.SECONDS) + " for " + owner.command() + step + job)
                .remedy("wait for it with --lock-wait 10m; if that process hangs: cdctl lock break " + held.id()));
    }

    /** It was taken away from its holder. */
    public static Failure lost(String name, String id) {
        return Failure.refused(Problem.of("CD-702", "the lock " + id + " of " + name + " is no longer ours")
                .because("somebody broke it while this process was at work")
                .remedy("see who holds it with cdctl lock status, then repeat"));
    }

    /** Its holder could not show for too long that it lives. */
    public static Failure silent(String name, String id) {
        return Failure.refused(Problem.of("CD-702", "the lock " + id + " of " + name + " is no longer ours")
                .because("this process stood still, or could not reach the state, for so long that others may have"
                        + " taken over")
                .remedy("see who holds it with cdctl lock status, then repeat"));
    }

    /**
     * The wait for it was stopped.
     *
     * @param last for whom it waited, as it was told last; may be empty
     */
    public static Failure cancelled(String name, String last) {
        return Failure.of(
                Failure.Kind.INTERRUPTED,
                Problem.of("CD-703", "stopped while waiting for the lock of " + name)
                        .because((last.isEmpty() ? "" : last + "; ") + "nothing was changed"));
    }

    /** It gave up its place for another one. */
    public static Failure replaced(String name, Waiter other) {
        return Failure.refused(Problem.of("CD-952", "a newer deployment of " + name + " waits, so this one gave up")
                .because(other.brief() + " has waited since " + other.since().truncatedTo(ChronoUnit.SECONDS)
                        + "; nothing was changed")
                .remedy("see what came of that one; without --newest-wins each deployment waits its turn"));
    }

    /** Who waits for it cannot be written down. */
    public static Problem unqueued(String name, Failure why) {
        return Problem.of("CD-951", "those who wait for the lock of " + name + " cannot be put in order")
                .because(why.problems().get(0).toString())
                .remedy("nothing has to be done now: whoever looks first when the lock is free gets it");
    }

    /** A newer cdctl wrote its record. */
    public static Failure newer(String key) {
        return Failure.refused(Problem.of("CD-712", "the record " + key + " needs a newer cdctl")
                .remedy("update cdctl on this machine"));
    }
}
