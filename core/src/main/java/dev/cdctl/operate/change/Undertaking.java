package dev.cdctl.operate.change;

import dev.cdctl.engine.Event;
import dev.cdctl.engine.Plan;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.DeployEnd;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Operation;
import dev.cdctl.operate.Recovery;
import java.time.Instant;

/** Runs the plan of an operation and writes its end into the history. */
final class Undertaking {
    private final Means means;
    private final Exclusive exclusive;

    Undertaking(Means means, Exclusive exclusive) {
        this.means = means;
        this.exclusive = exclusive;
    }

    /**
     * Runs it.
     *
     * @param deployment its entry in the history
     * @param good what the history says when it ends well
     */
    Deployment run(Operation operation, Deployment deployment, Outcome good) {
        Plan plan = Recovery.plan(
                operation,
                means.candidates(),
                means.plans(exclusive.lock()),
                exclusive.lock().token());
        try {
            exclusive.run(operation, deployment.id(), plan);
        } catch (RuntimeException e) {
            write(deployment.ended(DeployEnd.of(e), Instant.now()));
            throw e;
        }
        Deployment ended = deployment.ended(good, Instant.now());
        write(ended);
        if (means.environment().cancel().requested()) {
            throw stopped(ended, means.environment().cancel().reason());
        }
        return ended;
    }

    /** What happened has happened; an entry that cannot be written now is written by the next command. */
    private void write(Deployment ended) {
        try {
            means.environment().history().update(ended);
        } catch (Failure e) {
            means.terms().listener().on(new Event.Warning(e.problems().get(0)));
        }
    }

    private static Failure stopped(Deployment ended, String why) {
        return Failure.of(
                Failure.Kind.INTERRUPTED,
                Problem.of(
                                "CD-801",
                                "stopped when " + ended.release().version() + " was "
                                        + ended.outcome().word() + " already")
                        .because(why)
                        .remedy("nothing is left to do; what waited was cut short"));
    }
}
