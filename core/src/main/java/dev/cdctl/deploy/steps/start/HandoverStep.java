package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Hands the work over to the workers of the new release: of those that must not run twice, the old ones have ended before
 * the new ones are started. Undone, the old ones are started again, after the new ones have ended.
 */
public final class HandoverStep implements Step {
    private final Environment environment;
    private final Candidate candidate;
    private final Optional<Candidate> previous;

    public HandoverStep(Environment environment, Candidate candidate, Optional<Candidate> previous) {
        this.environment = environment;
        this.candidate = candidate;
        this.previous = previous;
    }

    /** Whether instances of both colours must never run at the same time. */
    static boolean stopsFirst(RoleSpec role) {
        return role.kind() == RoleSpec.Kind.WORKER && role.handover() == RoleSpec.Handover.STOP_FIRST;
    }

    /** Whether either release has a worker. */
    public static boolean isNeeded(Candidate candidate, Optional<Candidate> previous) {
        return hasWorker(candidate) || previous.isPresent() && hasWorker(previous.get());
    }

    private static boolean hasWorker(Candidate release) {
        for (RoleSpec role : release.run().roles()) {
            if (works(role)) {
                return true;
            }
        }
        return false;
    }

    private static boolean works(RoleSpec role) {
        return role.kind() == RoleSpec.Kind.WORKER;
    }

    @Override
    public String name() {
        return "handover";
    }

    @Override
    public String describe() {
        return "hand the work over to the workers of " + candidate.release().version();
    }

    @Override
    public String run(Consumer<String> progress) {
        progress.accept("waiting for the workers of the old release to end");
        previous.ifPresent(old -> end(old, HandoverStep::stopsFirst, old.run().stopTimeout()));
        List<Instance> started = new Launch(environment, candidate).start(HandoverStep::works);
        return Words.count(started.size(), "worker") + await(started, progress);
    }

    /** The decision is made, so a wish to stop only cuts the waiting short. */
    private String await(List<Instance> started, Consumer<String> progress) {
        try {
            HealthStep.await(environment, candidate, started, progress);
            return "";
        } catch (Failure e) {
            if (e.kind() != Failure.Kind.INTERRUPTED) {
                throw e;
            }
            return ", not waited for";
        }
    }

    @Override
    public void undo() {
        end(candidate, HandoverStep::works, environment.patience(candidate.run()));
        previous.ifPresent(old -> new Launch(environment, old).start(HandoverStep::works));
    }

    private void end(Candidate whose, Predicate<RoleSpec> roles, Duration patience) {
        List<Name> names = whose.roles(roles).map(RoleSpec::name).toList();
        List<Instance> running = environment.instances().stream()
                .filter(instance -> instance.deployment().equals(whose.deployment()))
                .filter(instance -> names.contains(instance.slot().role()))
                .toList();
        // A worker gets no requests, so no router can point at it; the colour of a live worker may serve.
        running.forEach(instance -> environment.machine().stop(instance, patience));
    }
}
