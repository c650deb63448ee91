package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Linked;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.steps.start.ClearStep;
import dev.cdctl.deploy.steps.start.FetchStep;
import dev.cdctl.deploy.steps.start.HandoverStep;
import dev.cdctl.deploy.steps.start.HealthStep;
import dev.cdctl.deploy.steps.start.JobStep;
import dev.cdctl.deploy.steps.start.LinkStep;
import dev.cdctl.deploy.steps.start.RaiseStep;
import dev.cdctl.deploy.steps.start.ReadyStep;
import dev.cdctl.deploy.steps.start.RoomStep;
import dev.cdctl.deploy.steps.start.StartStep;
import dev.cdctl.deploy.steps.start.WarmUpStep;
import dev.cdctl.deploy.steps.start.WatchStep;
import dev.cdctl.engine.Plan;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Colour;
import dev.cdctl.state.Lock;
import dev.cdctl.traffic.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts the steps of what can be done to an environment in order. */
public final class Plans {
    /**
     * What a plan changes.
     *
     * @param candidate what goes live
     * @param previous what is live now
     * @param before the decision in force
     * @param next the decision to be made
     */
    public record Change(Candidate candidate, Optional<Candidate> previous, Optional<Decision> before, Decision next) {}

    private final Environment environment;
    private final Lock lock;
    private final Tools tools;
    private final Supplier<List<Linked>> linked;
    private final boolean kept;

    /**
     * Plans for one environment.
     *
     * @param lock under which they run
     * @param linked the containers that belong to the environment; asked when one is looked at
     */
    public Plans(Environment environment, Lock lock, Tools tools, Supplier<List<Linked>> linked) {
        this.environment = environment;
        this.lock = lock;
        this.tools = tools;
        this.linked = linked;
        this.kept = false;
    }

    private Plans(Plans plans, boolean kept) {
        this.environment = plans.environment;
        this.lock = plans.lock;
        this.tools = plans.tools;
        this.linked = plans.linked;
        this.kept = kept;
    }

    /** The same; when wanted, what was started for a release runs on when its plan fails. */
    public Plans keeping(boolean wanted) {
        return new Plans(this, wanted);
    }

    /** A release is started in the idle colour, checked, and goes live. */
    public Plan deploy(Change change) {
        List<Step> steps = prepared(change);
        steps.addAll(live(change, () -> HealthStep.requireAlive(environment, change.candidate())));
        steps.add(new WatchStep(environment, change.candidate()));
        steps.add(new RetireStep(environment, change, tools));
        return new Plan(title("deploy", change), steps);
    }

    /** A release is started in the idle colour, checked, and stays there. */
    public Plan prepare(Change change) {
        return new Plan(title("prepare", change), prepared(change));
    }

    /** What runs in the idle colour goes live. */
    public Plan flip(Change change, boolean force) {
        List<Step> steps = new ArrayList<>();
        for (Entrance entrance : environment.entrances()) {
            if (entrance.router().follows()) {
                steps.add(new CheckStep(environment, entrance, change.next()));
            }
        }
        if (!force) {
            steps.addAll(registering(change.candidate(), false));
            steps.add(new ReadyStep(environment, change.candidate()));
        }
        steps.addAll(live(change, () -> {}));
        steps.add(new RetireStep(environment, change, tools));
        return new Plan(title("flip to " + change.candidate().colour().word(), change), steps);
    }

    /** What somebody else started goes live as it is. */
    public Plan adopt(Change change) {
        List<Step> steps = new ArrayList<>();
        for (Entrance entrance : environment.entrances()) {
            steps.add(new CheckStep(environment, entrance, change.next()));
        }
        steps.addAll(registering(change.candidate(), true));
        steps.add(new ReadyStep(environment, change.candidate()));
        steps.addAll(live(change, () -> {}));
        return new Plan(title("adopt", change), steps);
    }

    /**
     * What is left when the decision was made and its command stopped: what should run does, and users get it. Checks
     * that were passed before the decision are not made again.
     *
     * @param healthy whether it has to be healthy
     * @param watched whether it is watched for a while
     */
    public Plan finish(Change change, boolean healthy, boolean watched) {
        List<Step> steps = new ArrayList<>();
        if (healthy && change.candidate().roles(StartStep::runsBeside).findAny().isPresent()) {
            steps.add(new StartStep(environment, change.candidate()));
            steps.addAll(registering(change.candidate(), false));
            steps.add(new HealthStep(environment, change.candidate()));
        }
        steps.addAll(live(change, () -> {}));
        if (watched) {
            steps.add(new WatchStep(environment, change.candidate()));
        }
        steps.add(new RetireStep(environment, change, tools));
        return new Plan(title("finish", change), steps);
    }

    /** What is live runs again, and is served: after a reboot, or after it was stopped. */
    public Plan up(Candidate live) {
        List<Step> steps = linking();
        steps.add(new RaiseStep(environment, live));
        steps.addAll(registering(live, false));
        steps.add(new HealthStep(environment, live));
        if (!environment.roster().isSettled(live.deployment(), environment.hosts())) {
            steps.add(new JoinStep(environment, live));
        }
        for (Entrance entrance : environment.entrances()) {
            steps.add(new ApplyStep(environment, entrance));
            steps.add(new ProveStep(environment, entrance));
        }
        return new Plan("up: " + environment.describe() + " " + live.release().brief(), steps);
    }

    /** Nothing of it runs any more, and its routers say so to users. */
    public Plan stop() {
        List<Step> steps = new ArrayList<>();
        environment.registered().ifPresent(registrations -> steps.add(new WithdrawStep(registrations)));
        for (Entrance entrance : environment.entrances()) {
            steps.add(new CloseStep(environment, entrance));
        }
        for (Colour colour : Colour.values()) {
            steps.add(new DrainStep(environment, colour));
        }
        steps.add(new EndStep(environment, environment.spec().run().stopTimeout()));
        return new Plan("stop: " + environment.describe(), steps);
    }

    /** The environment's own checks alone. */
    public static Plan verify(Environment environment, Candidate candidate, Tools tools) {
        List<Step> steps = new ArrayList<>();
        environment
                .spec()
                .verify()
                .ifPresent(verify -> steps.add(new VerifyStep(environment, candidate, verify, tools)));
        return new Plan(
                "verify: " + environment.describe() + " " + candidate.release().brief(), steps);
    }

    private String title(String verb, Change change) {
        return verb + ": " + environment.describe() + " "
                + change.candidate().release().brief();
    }

    private List<Step> prepared(Change change) {
        Candidate candidate = change.candidate();
        List<Step> steps = new ArrayList<>();
        for (Entrance entrance : environment.entrances()) {
            steps.add(new CheckStep(environment, entrance, change.next()));
        }
        if (!environment.spec().hosts().isEmpty()) {
            steps.add(new RoomStep(environment, candidate));
        }
        steps.addAll(linking());
        steps.add(new FetchStep(environment, candidate));
        steps.add(new ClearStep(environment, candidate));
        candidate
                .roles(role -> role.kind() == RoleSpec.Kind.JOB)
                .forEach(role -> steps.add(new JobStep(environment, candidate, role)));
        if (candidate.roles(StartStep::runsBeside).findAny().isPresent()) {
            steps.add(new StartStep(environment, candidate, kept));
            steps.addAll(registering(candidate, true));
            steps.add(new HealthStep(environment, candidate));
        }
        if (candidate.roles(role -> !role.warmUp().isEmpty()).findAny().isPresent()) {
            steps.add(new WarmUpStep(environment, candidate));
        }
        environment
                .spec()
                .verify()
                .ifPresent(verify -> steps.add(new VerifyStep(environment, candidate, verify, tools)));
        return steps;
    }

    /** @param started whether it is the plan that starts the instances */
    private List<Step> registering(Candidate candidate, boolean started) {
        if (environment.registered().isEmpty()
                || candidate
                        .roles(role -> role.kind() == RoleSpec.Kind.WEB)
                        .findAny()
                        .isEmpty()) {
            return List.of();
        }
        return List.of(new RegisterStep(environment, environment.registered().get(), candidate, started));
    }

    private List<Step> linking() {
        List<Step> steps = new ArrayList<>();
        boolean needed = !environment.spec().hosts().isEmpty()
                && environment
                        .spec()
                        .run()
                        .container()
                        .filter(spec -> !spec.linked().isEmpty())
                        .isPresent();
        if (needed) {
            steps.add(new LinkStep(environment, linked));
        }
        return steps;
    }

    /** @param lastLook fails when it must not go live after all */
    private List<Step> live(Change change, Runnable lastLook) {
        List<Step> steps = new ArrayList<>();
        steps.add(new CommitStep(environment, lock, change, lastLook));
        for (List<Entrance> batch : environment.batches()) {
            if (steps.size() > 1) {
                environment
                        .spec()
                        .batches()
                        .ifPresent(batches ->
                                steps.add(WatchStep.between(environment, change.candidate(), batches.pause())));
            }
            for (Entrance entrance : batch) {
                steps.add(new ApplyStep(environment, entrance));
                steps.add(new ProveStep(environment, entrance));
            }
        }
        if (HandoverStep.isNeeded(change.candidate(), change.previous())) {
            steps.add(new HandoverStep(environment, change.candidate(), change.previous()));
        }
        if (change.previous().isPresent() && !environment.entrances().isEmpty()) {
            steps.add(new DrainStep(environment, change.candidate().colour().other()));
        }
        return steps;
    }
}
