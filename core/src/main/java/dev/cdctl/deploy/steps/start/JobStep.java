package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.JobLedger;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs a job once per deployment. An earlier run whose end nobody saw is waited for; when even its end cannot be known,
 * the job is repeated only if the pipeline says that this is safe.
 */
public final class JobStep implements Step {
    private static final Duration GLANCE = Duration.ofMillis(30);
    private static final int TAIL = 20;

    private final Environment environment;
    private final Candidate candidate;
    private final RoleSpec role;

    public JobStep(Environment environment, Candidate candidate, RoleSpec role) {
        this.environment = environment;
        this.candidate = candidate;
        this.role = role;
    }

    /** Whether the instance runs a job that the candidate has too. */
    static boolean isJob(Candidate candidate, Instance instance) {
        return candidate
                .roles(role -> role.kind() == RoleSpec.Kind.JOB)
                .anyMatch(role -> role.name().equals(instance.slot().role()));
    }

    @Override
    public String name() {
        return "job-" + role.name();
    }

    @Override
    public String describe() {
        return "run the job " + role.name() + " of " + candidate.release().version();
    }

    @Override
    public boolean done() {
        return last().filter(run -> run.deployment().equals(candidate.deployment()))
                .filter(JobLedger.Run::isGood)
                .isPresent();
    }

    @Override
    public String run(Consumer<String> progress) {
        last().filter(run -> run.exit().isEmpty()).ifPresent(run -> settle(run, progress));
        note(Optional.empty());
        Instance job = environment.machine().startJob(order(candidate.deployment()));
        int code = await(job, progress).orElseThrow(() -> unknown(candidate.deployment()));
        note(Optional.of(code));
        if (code != 0) {
            throw failed(job, code);
        }
        return "exit 0";
    }

    private Optional<JobLedger.Run> last() {
        return environment.jobs().last(role.name());
    }

    private void note(Optional<Integer> exit) {
        environment
                .jobs()
                .note(
                        role.name(),
                        new JobLedger.Run(
                                candidate.deployment(), candidate.release().digest(), exit));
    }

    private void settle(JobLedger.Run earlier, Consumer<String> progress) {
        progress.accept("waiting for the run of an earlier command to end");
        Optional<Integer> code = await(order(earlier.deployment()).instance(), progress);
        if (code.isEmpty() && !role.repeatSafe()) {
            throw unknown(earlier.deployment());
        }
    }

    /** Its exit code; empty when it is gone and nobody saw how. */
    private Optional<Integer> await(Instance job, Consumer<String> progress) {
        long limit = System.nanoTime() + role.within().toNanos();
        while (true) {
            Optional<Machine.Exit> exit = environment.machine().exit(job);
            if (exit.isPresent()) {
                environment.machine().clear(job);
                return exit.get() instanceof Machine.Exit.Code code ? Optional.of(code.code()) : Optional.empty();
            }
            if (System.nanoTime() > limit) {
                environment.machine().stop(job, candidate.run().stopTimeout());
                throw late(job);
            }
            if (!environment.cancel().sleep(GLANCE)) {
                environment.machine().stop(job, Duration.ofSeconds(5));
                throw environment.cancel().failure();
            }
        }
    }

    private Machine.Start order(String deployment) {
        Machine.Start order = new Launch(environment, candidate)
                .order(role, candidate.slots(environment, role).findFirst().orElseThrow());
        Instance label = order.instance();
        Instance instance = new Instance(
                label.slot(), deployment, label.version(), label.digest(), label.token(), label.pid(), label.address());
        return order.of(instance);
    }

    private Failure failed(Instance job, int code) {
        return Failure.failed(Problem.of("CD-541", "the job " + role.name() + " failed with exit code " + code)
                .because(tail(job))
                .remedy("the whole log is in " + environment.machine().log(job)));
    }

    private Failure late(Instance job) {
        return Failure.failed(Problem.of(
                        "CD-542",
                        "the job " + role.name() + " took longer than " + Words.seconds(role.within())
                                + " and was ended")
                .because(tail(job))
                .remedy("give it more time with `within`; the whole log is in "
                        + environment.machine().log(job)));
    }

    private Failure unknown(String deployment) {
        return Failure.refused(Problem.of(
                        "CD-543", "nobody knows how the job " + role.name() + " of deployment " + deployment + " ended")
                .because("it was cut off, for example by a reboot, and `repeat: safe` is not said of it")
                .remedy("find out what it did; then `cdctl deploy --repeat-job " + role.name() + "` runs it again"));
    }

    private String tail(Instance job) {
        return String.join("\n", environment.machine().tail(job, TAIL));
    }
}
