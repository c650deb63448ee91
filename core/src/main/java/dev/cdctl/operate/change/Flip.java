package dev.cdctl.operate.change;

import dev.cdctl.deploy.Environment;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.history.History;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Operation;
import dev.cdctl.operate.look.Drift;
import dev.cdctl.operate.look.HostTable;
import dev.cdctl.traffic.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the other colour live, with what runs in it. */
public final class Flip {
    private final Means means;

    /** Flips with these means. */
    public Flip(Means means) {
        this.means = means;
    }

    /**
     * Flips to that colour, or finds that it is live.
     *
     * @param force whether it goes live even when it is not healthy
     * @throws Failure refused, when nothing runs there, or it is not healthy
     */
    public Deploy.Result run(Colour colour, boolean force) {
        return HostTable.around(means, () -> flipped(colour, force));
    }

    private Deploy.Result flipped(Colour colour, boolean force) {
        try (Exclusive exclusive = means.hold()) {
            Decision now = means.environment().decisions().read().orElseThrow(this::nothingYet);
            Drift.refuse(means.environment(), Optional.of(now));
            if (now.baseline() == colour && !now.isShifting()) {
                return new Deploy.Result(entry(now, colour), false);
            }
            return new Deploy.Result(to(exclusive, now, new Order(colour, Deployment.Kind.FLIP, force)), true);
        }
    }

    /**
     * What is wanted.
     *
     * @param force whether it goes live even when it is not healthy
     */
    record Order(Colour colour, Deployment.Kind kind, boolean force) {}

    /** Flips to what runs in that colour, while the lock is held. */
    Deployment to(Exclusive exclusive, Decision now, Order order) {
        Deployment target = entry(now, order.colour());
        if (!order.force()) {
            requireGood(target);
        }
        Deployment flip = new Deployment(
                History.newId(Instant.now()),
                order.kind(),
                target.release(),
                order.colour(),
                target.placed(),
                now.live().map(Decision.Placed::deployment),
                means.caller(),
                Instant.now(),
                Optional.empty(),
                Outcome.OPEN,
                order.force() ? List.of("forced, healthy or not") : List.of(),
                target.identity());
        means.environment().history().add(flip);
        Operation operation = new Operation(
                order.force() ? Operation.Kind.FORCED_FLIP : Operation.Kind.FLIP,
                new Decision.Placed(
                        target.placed(),
                        target.release().version(),
                        target.release().digest()),
                order.colour(),
                Optional.of(now),
                exclusive.lock().token());
        return means.told(new Undertaking(means, exclusive).run(operation, flip, Outcome.LIVE));
    }

    /** The deployment that stands in that colour: what the decision says, else what is prepared there. */
    private Deployment entry(Decision now, Colour colour) {
        Environment environment = means.environment();
        Optional<String> running = environment.instances(colour).stream()
                .map(instance -> instance.deployment())
                .findFirst();
        return running.or(() -> now.in(colour).map(Decision.Placed::deployment))
                .flatMap(environment.history()::find)
                .orElseThrow(() -> Failure.refused(
                        Problem.of("CD-587", "nothing runs in " + colour.word() + " of " + environment.describe())
                                .remedy("`cdctl status` shows what runs; `cdctl deploy --no-flip` starts a release"
                                        + " without making it live")));
    }

    /** One that failed and was kept may be healthy by now, but did not pass all that it has to. */
    private static void requireGood(Deployment target) {
        if (target.outcome().isGivenUp()) {
            throw Failure.refused(Problem.of(
                            "CD-924",
                            "what runs in " + target.colour().word() + " is "
                                    + target.release().version() + " of a deployment that "
                                    + (target.outcome() == Outcome.FAILED
                                            ? "failed"
                                            : "was " + target.outcome().word()))
                    .because("deployment " + target.id() + " was kept to be looked at")
                    .remedy("deploy it again, or flip with --unhealthy"));
        }
    }

    private Failure nothingYet() {
        return Failure.refused(Problem.of(
                        "CD-573",
                        "nothing is deployed to " + means.environment().describe() + " yet")
                .remedy("`cdctl deploy -e " + means.environment().spec().name() + "` first"));
    }
}
