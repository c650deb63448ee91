package dev.cdctl.state.form;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
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
                .because(
                        "this process stood still, or could not reach the state, for so long that others may have taken "
                                + "over")
                .remedy("see who holds it with cdctl lock status, then repeat"));
    }

    /** The wait for it was stopped. */
    public static Failure cancelled(String name) {
        return Failure.of(
                Failure.Kind.INTERRUPTED,
                Problem.of("CD-703", "stopped while waiting for the lock of " + name)
                        .because("nothing was changed"));
    }

    /** A newer cdctl wrote its record. */
    public static Failure newer(String key) {
        return Failure.refused(Problem.of("CD-712", "the record " + key + " needs a newer cdctl")
                .remedy("update cdctl on this machine"));
    }
}
