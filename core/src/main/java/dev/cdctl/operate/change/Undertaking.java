package dev.cdctl.operate.change;

import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Event;
import dev.cdctl.engine.Plan;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.host.Host;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.DeployEnd;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Operation;
import dev.cdctl.operate.Operation.Kind;
import dev.cdctl.operate.Recovery;
import dev.cdctl.traffic.Decision;
import java.time.Instant;
import java.util.List;

/** Runs the plan of an operation and writes its end into the history. */
final class Undertaking {
    private final Means means;
    private final Exclusive exclusive;
    private final boolean keeping;

    Undertaking(Means means, Exclusive exclusive) {
        this(means, exclusive, false);
    }

    private Undertaking(Means means, Exclusive exclusive, boolean keeping) {
        this.means = means;
        this.exclusive = exclusive;
        this.keeping = keeping;
    }

    /** The same; when wanted, what was started runs on when it fails. */
    Undertaking keeping(boolean wanted) {
        return new Undertaking(means, exclusive, wanted);
    }

    /**
     * Runs it.
     *
     * @param deployment its entry in the history
     * @param good what the history says when it ends well
     */
    Deployment run(Operation operation, Deployment deployment, Outcome good) {
        enrol(operation);
        Plan plan = Recovery.plan(
                operation,
                means.candidates(),
                means.plans(exclusive.lock()).keeping(keeping),
                exclusive.lock().token());
        try {
            exclusive.run(operation, deployment.id(), plan);
        } catch (RuntimeException e) {
            Deployment failed = deployment.ended(DeployEnd.of(e), Instant.now());
            write(failed);
            DeployEnd.letGo(means.environment(), failed);
            if (keeping) {
                tellOfKept(failed);
            }
            throw e;
        }
        Deployment ended = deployment.ended(good, Instant.now());
        write(ended);
        if (means.environment().cancel().requested()) {
            throw stopped(ended, means.environment().cancel().reason());
        }
        return ended;
    }

    /** Notes where the release is going to be, before anything of it is; what is warm is where it runs. */
    private void enrol(Operation operation) {
        Environment environment = means.environment();
        boolean starts = operation.kind() != Kind.FLIP && operation.kind() != Kind.FORCED_FLIP;
        List<Host> hosts = starts ? environment.hosts() : running(operation.placed());
        List<String> known = operation.before().stream()
                .flatMap(before -> before.releases().values().stream())
                .map(Decision.Placed::deployment)
                .toList();
        if (!hosts.isEmpty()) {
            environment.roster().serve(operation.placed().deployment(), hosts, known);
        }
    }

    private List<Host> running(Decision.Placed placed) {
        Environment environment = means.environment();
        if (environment.hosts().size() == 1) {
            return environment.hosts();
        }
        List<Host> found = environment.instances().stream()
                .filter(instance -> instance.deployment().equals(placed.deployment()))
                .map(instance -> instance.slot().host())
                .toList();
        return environment.hosts().stream().filter(found::contains).toList();
    }

    /** What happened has happened; an entry that cannot be written now is written by the next command. */
    private void write(Deployment ended) {
        try {
            means.environment().history().update(ended);
        } catch (Failure e) {
            means.terms().listener().on(new Event.Warning(e.problems().get(0)));
        }
    }

    /** Whoever wanted it to be kept wants to find it. */
    private void tellOfKept(Deployment failed) {
        try {
            means.environment().instances(failed.colour()).stream()
                    .filter(instance -> instance.deployment().equals(failed.id()))
                    .map(instance -> new Event.Note(instance.slot().brief() + " of "
                            + failed.release().version()
                            + " was kept"
                            + instance.address()
                                    .map(at -> ", at http://" + at + "/")
                                    .orElse("")
                            + "; the next deployment to " + failed.colour().word() + " ends it"))
                    .forEach(means.terms().listener()::on);
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
