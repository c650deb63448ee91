package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.Retirement;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.OnEachHost;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.engine.Step;
import dev.cdctl.host.Host;
import java.util.List;
import java.util.function.Consumer;

/** Starts what can run beside the live colour: web roles, their sidecars, and workers that overlap. */
public final class StartStep implements Step {
    private final Environment environment;
    private final Candidate candidate;
    private final boolean kept;
    private final Launch launch;

    public StartStep(Environment environment, Candidate candidate) {
        this(environment, candidate, false);
    }

    /** Starts them; when wanted, they run on when the plan fails later, to be looked at. */
    public StartStep(Environment environment, Candidate candidate, boolean kept) {
        this.environment = environment;
        this.candidate = candidate;
        this.kept = kept;
        this.launch = new Launch(environment, candidate);
    }

    /** Whether instances of both colours may run at the same time. */
    public static boolean runsBeside(RoleSpec role) {
        return runsBesideWarm(role)
                || (role.kind() == RoleSpec.Kind.WORKER && role.handover() == RoleSpec.Handover.OVERLAP);
    }

    /** Whether instances of the idle colour are kept running, ready to go live. */
    static boolean runsBesideWarm(RoleSpec role) {
        return role.kind() == RoleSpec.Kind.WEB || role.kind() == RoleSpec.Kind.SIDECAR;
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String describe() {
        return "start " + Words.count(launch.count(StartStep::runsBeside), "instance") + " of "
                + candidate.release().version() + " as " + candidate.colour().word();
    }

    @Override
    public boolean done() {
        return launch.running(StartStep::runsBeside).size() == launch.count(StartStep::runsBeside);
    }

    @Override
    public String run(Consumer<String> progress) {
        launch.start(StartStep::runsBeside);
        return "";
    }

    /** A job that still runs is left alone: the next deployment waits for its end. */
    @Override
    public void undo() {
        if (kept) {
            return;
        }
        new OnEachHost(environment.hosts()).run(host -> {
            new Retirement(environment).end(started(host), environment.patience(candidate.run()));
            launch.named(StartStep::runsBeside, host).forEach(environment.machine()::clear);
        });
    }

    /** Each host is asked by itself, so that one that is gone leaves nothing running on the others. */
    private List<Instance> started(Host host) {
        return environment
                .machine()
                .on(host)
                .observe(environment.service(), environment.spec().name())
                .stream()
                .filter(instance -> instance.slot().colour() == candidate.colour())
                .filter(instance -> instance.deployment().equals(candidate.deployment()))
                .filter(instance -> !JobStep.isJob(candidate, instance))
                .toList();
    }
}
