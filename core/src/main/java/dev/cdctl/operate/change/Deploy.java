package dev.cdctl.operate.change;

import dev.cdctl.artifact.Evidence;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.Configurations;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.engine.Event;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.history.History;
import dev.cdctl.history.Identity;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Release;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Gates;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Operation;
import dev.cdctl.operate.Policy;
import dev.cdctl.operate.look.Drift;
import dev.cdctl.operate.look.HostTable;
import dev.cdctl.operate.look.LinkedHost;
import dev.cdctl.operate.look.Seniority;
import dev.cdctl.traffic.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Brings a release into an environment, beside the live one, and makes it live. */
public final class Deploy {
    /**
     * What is to be deployed.
     *
     * @param flips whether it goes live; otherwise it stays beside the live release
     * @param again whether it is deployed even when the same is live
     * @param older whether an older or incomparable release may be deployed
     * @param despiteFreeze why a freeze does not count
     * @param jobs the jobs that are run again although nobody knows how they ended
     */
    public record Request(
            ReleaseManifest manifest,
            Deployment.Kind kind,
            boolean flips,
            boolean again,
            boolean older,
            Optional<String> despiteFreeze,
            List<Name> jobs) {
        /** Copies the jobs. */
        public Request {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * What came of it.
     *
     * @param deployment the entry of the history; the live one when nothing had to be done
     * @param changed whether anything was done
     */
    public record Result(Deployment deployment, boolean changed) {}

    private final Means means;
    private final List<Name> replaced;
    private final boolean newestWins;
    private final boolean keeping;

    /** Deploys with these means. */
    public Deploy(Means means) {
        this(means, List.of(), false, false);
    }

    private Deploy(Means means, List<Name> replaced, boolean newestWins, boolean keeping) {
        this.means = means;
        this.replaced = List.copyOf(replaced);
        this.newestWins = newestWins;
        this.keeping = keeping;
    }

    /** The same, and puts new containers in the place of these linked ones. */
    public Deploy replacing(List<Name> linked) {
        return new Deploy(means, linked, newestWins, keeping);
    }

    /** The same; when wanted, it gives up as soon as a newer deployment waits too. */
    public Deploy newestWins(boolean wanted) {
        return new Deploy(means, replaced, wanted, keeping);
    }

    /** The same; when wanted, what was started runs on when it fails, to be looked at. */
    public Deploy keeping(boolean wanted) {
        return new Deploy(means, replaced, newestWins, wanted);
    }

    /**
     * Deploys, or finds that there is nothing to do.
     *
     * @throws Failure of every kind that the exit codes know
     */
    public Result run(Request request) {
        return HostTable.around(means, () -> deployed(request));
    }

    private Result deployed(Request request) {
        try (Exclusive exclusive = hold(request)) {
            Optional<Decision> now = environment().decisions().read();
            Drift.refuse(environment(), now);
            new LinkedHost(environment()).requireInPlace();
            Identity identity = identity(request.manifest());
            Optional<Deployment> live = now.flatMap(Decision::live)
                    .flatMap(placed -> environment().history().find(placed.deployment()));
            if (!request.again() && replaced.isEmpty() && isLive(live, identity)) {
                environment().decisions().publish(exclusive.lock());
                return new Result(live.orElseThrow(), isMended(exclusive, request.manifest(), live.orElseThrow()));
            }
            List<String> notes = request.kind() == Deployment.Kind.ROLLBACK
                    ? List.of()
                    : new Gates(means, new Gates.Waiver(request.older(), request.despiteFreeze()))
                            .pass(request.manifest(), now);
            request.jobs().forEach(environment().jobs()::forget);
            replaced.forEach(linked -> environment()
                    .machine()
                    .release(environment().service(), environment().spec().name(), linked));
            Deployment deployment = recorded(request, identity, now, notes);
            Deployment ended = carryOut(exclusive, deployment, now, request.flips());
            attest(request.manifest(), ended);
            return new Result(ended, true);
        }
    }

    /** A rollback goes back on purpose: it waits its turn, and nobody gives up for it. */
    private Exclusive hold(Request request) {
        return request.kind() == Deployment.Kind.ROLLBACK
                ? means.hold()
                : means.hold(new Seniority(means).wait(request.manifest().release(), newestWins));
    }

    /** What is missing of the release is started, on a new host for example; what serves is not touched. */
    private boolean isMended(Exclusive exclusive, ReleaseManifest manifest, Deployment live) {
        Power power = new Power(means);
        boolean missing = !power.isUp(live);
        if (missing) {
            power.raise(exclusive, live.placed());
        }
        attest(manifest, live);
        return missing;
    }

    /** Lets other environments know that it passed here; a repository that cannot take that is no failed deployment. */
    private void attest(ReleaseManifest manifest, Deployment ended) {
        if (ended.outcome() != Outcome.LIVE) {
            return;
        }
        Evidence evidence = new Evidence(
                Evidence.What.PASSED,
                Optional.of(environment().spec().name()),
                means.caller().who(),
                Instant.now(),
                means.caller().job(),
                manifest.release().digest());
        try {
            if (!isAttested(manifest)) {
                environment().repository().attest(manifest, evidence.toJson());
            }
        } catch (Failure e) {
            means.terms().listener().on(new Event.Warning(e.problems().get(0)));
        }
    }

    /** A deployment that another command had to finish is attested by the next one that finds it live. */
    private boolean isAttested(ReleaseManifest manifest) {
        return Gates.attested(
                environment().repository(),
                manifest,
                Evidence.What.PASSED,
                environment().spec().name());
    }

    private boolean isLive(Optional<Deployment> live, Identity identity) {
        return live.isPresent()
                && live.get().identity().sameAs(identity)
                && live.get().outcome() == Outcome.LIVE;
    }

    private Identity identity(ReleaseManifest manifest) {
        RunSpec run = means.run();
        means.uses().missing().forEach(problem -> means.terms().listener().on(new Event.Warning(problem)));
        Digest config = run.config().isEmpty()
                ? Configurations.NONE
                : means.configurations().keep(means.project(), run.config());
        return new Identity(
                manifest.release().digest(),
                RunBlock.toJson(run),
                config,
                means.secrets().resolve(run, means.salt().get()).versions());
    }

    private Deployment recorded(Request request, Identity identity, Optional<Decision> now, List<String> notes) {
        means.candidates().software(request.manifest(), RunBlock.from(identity.run()));
        Deployment deployment =
                begun(new Draft(request.kind(), request.manifest().release(), identity, notes), now);
        means.manifests().keep(request.manifest());
        new Policy(means).keep(request.manifest());
        environment().history().add(deployment);
        return deployment;
    }

    /** What a new entry of the history says. */
    record Draft(Deployment.Kind kind, Release release, Identity identity, List<String> notes) {}

    /** A new entry of the history, for the idle colour. */
    Deployment begun(Draft draft, Optional<Decision> now) {
        Instant started = Instant.now();
        String id = History.newId(started);
        return new Deployment(
                id,
                draft.kind(),
                draft.release(),
                now.map(decision -> decision.baseline().other()).orElse(Colour.BLUE),
                id,
                now.flatMap(Decision::live).map(Decision.Placed::deployment),
                means.caller(),
                started,
                Optional.empty(),
                Outcome.OPEN,
                draft.notes(),
                draft.identity());
    }

    Deployment carryOut(Exclusive exclusive, Deployment deployment, Optional<Decision> now, boolean flips) {
        Operation operation = new Operation(
                flips ? Operation.Kind.DEPLOY : Operation.Kind.PREPARE,
                new Decision.Placed(
                        deployment.placed(),
                        deployment.release().version(),
                        deployment.release().digest()),
                deployment.colour(),
                now,
                exclusive.lock().token());
        return means.told(new Undertaking(means, exclusive)
                .keeping(keeping)
                .run(operation, deployment, flips ? Outcome.LIVE : Outcome.PREPARED));
    }

    private Environment environment() {
        return means.environment();
    }
}
