package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.health.HealthCheck;
import dev.cdctl.deploy.health.HealthCheck.Subject;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Waits until every instance of the candidate is healthy. */
public final class HealthStep implements Step {
    private final Environment environment;
    private final Candidate candidate;

    public HealthStep(Environment environment, Candidate candidate) {
        this.environment = environment;
        this.candidate = candidate;
    }

    @Override
    public String name() {
        return "health";
    }

    @Override
    public String describe() {
        return "wait until " + candidate.colour().word() + " is healthy";
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public String run(Consumer<String> progress) {
        List<Instance> instances = new Launch(environment, candidate).placed(StartStep::runsBeside);
        await(environment, candidate, instances, progress);
        awaitPassing(instances, progress);
        return Words.count(instances.size(), "instance") + " healthy";
    }

    /** What was registered has to be found well by who runs its checks, too. */
    private void awaitPassing(List<Instance> instances, Consumer<String> progress) {
        environment.registered().ifPresent(registrations -> {
            Duration within = candidate
                    .roles(role -> true)
                    .map(role -> role.health().within())
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
            registrations.awaitPassing(
                    registrations.of(instances, candidate.run().roles()), within, environment.cancel(), progress);
        });
    }

    /**
     * Makes sure that what was healthy has not ended since: other steps may have taken long.
     *
     * @throws Failure failed, when an instance of the candidate has
     */
    public static void requireAlive(Environment environment, Candidate candidate) {
        Machine machine = environment.machine();
        for (Instance instance : new Launch(environment, candidate).placed(StartStep::runsBeside)) {
            machine.exit(instance).ifPresent(exit -> {
                throw Failure.failed(Problem.of(
                                "CD-690",
                                instance.slot().brief() + " ended after it was healthy, before it went live"
                                        + WatchStep.how(exit))
                        .because(String.join("\n", machine.tail(instance, WatchStep.TAIL)))
                        .remedy("the whole log is in " + machine.log(instance)));
            });
        }
    }

    /** Waits until these instances of the candidate are healthy. */
    static void await(
            Environment environment, Candidate candidate, List<Instance> instances, Consumer<String> progress) {
        Map<Name, HealthSpec> specs =
                candidate.roles(role -> true).collect(Collectors.toMap(RoleSpec::name, RoleSpec::health));
        List<Subject> subjects = instances.stream()
                .map(instance -> new Subject(
                        instance,
                        Objects.requireNonNull(specs.get(instance.slot().role()))))
                .toList();
        new HealthCheck(environment.machine(), environment.cancel()::requested).await(subjects, progress);
    }
}
