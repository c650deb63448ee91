package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.health.HealthCheck;
import dev.cdctl.deploy.health.HealthCheck.Subject;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.register.Registration;
import dev.cdctl.deploy.register.Registrations;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes sure that what is warm in the idle colour is healthy right now, before it goes live by hand. */
public final class ReadyStep implements Step {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Environment environment;
    private final Candidate candidate;

    public ReadyStep(Environment environment, Candidate candidate) {
        this.environment = environment;
        this.candidate = candidate;
    }

    @Override
    public String name() {
        return "ready";
    }

    @Override
    public String describe() {
        return "check that " + candidate.colour().word() + " is healthy";
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public String run(Consumer<String> progress) {
        Launch launch = new Launch(environment, candidate);
        List<Instance> running = launch.running(StartStep::runsBesideWarm);
        int wanted = launch.count(StartStep::runsBesideWarm);
        if (running.size() < wanted) {
            throw refused("only " + running.size() + " of " + Words.count(wanted, "instance") + " run");
        }
        List<Subject> subjects = new ArrayList<>();
        for (RoleSpec role : candidate.roles(StartStep::runsBesideWarm).toList()) {
            running.stream()
                    .filter(instance -> instance.slot().role().equals(role.name()))
                    .forEach(instance -> subjects.add(new Subject(instance, once(role.health()))));
        }
        try {
            new HealthCheck(environment.machine(), environment.cancel()::requested).await(subjects, progress);
            if (environment.registered().isPresent()) {
                awaitPassing(environment.registered().get(), running, progress);
            }
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.INTERRUPTED) {
                throw e;
            }
            throw refused(e.problems().get(0).brief()).causedBy(e);
        }
        return Words.count(running.size(), "instance") + " healthy";
    }

    private void awaitPassing(Registrations registrations, List<Instance> running, Consumer<String> progress) {
        List<Registration> ours = registrations.of(running, candidate.run().roles());
        registrations.awaitPassing(ours, PATIENCE, environment.cancel(), progress);
    }

    private static HealthSpec once(HealthSpec spec) {
        Duration within = spec.within().compareTo(PATIENCE) < 0 ? spec.within() : PATIENCE;
        return new HealthSpec(spec.http(), within, Duration.ofMillis(100), 1, spec.timeout(), spec.versionHeader());
    }

    private Failure refused(String why) {
        return Failure.refused(Problem.of(
                        "CD-544",
                        candidate.colour().word() + " (" + candidate.release().version() + ") is not healthy")
                .because(why)
                .remedy("deploy the release again: `cdctl deploy --release "
                        + candidate.release().version() + "`; or make it live all the same: `cdctl flip "
                        + candidate.colour().word() + " --unhealthy`"));
    }
}
