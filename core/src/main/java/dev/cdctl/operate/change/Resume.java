package dev.cdctl.operate.change;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Event;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Openings;
import dev.cdctl.operate.look.Drift;
import dev.cdctl.operate.look.HostTable;
import dev.cdctl.traffic.Decision;
import java.util.Optional;

/** Ends what a killed command left open, and brings routers and the decision together again. */
public final class Resume {
    /** Which of the two is right when a router serves what was never decided. */
    public enum Keep {
        /** What the router serves is decided from now on. */
        SERVED,
        /** The router is brought to what is decided. */
        DECIDED
    }

    private final Means means;

    /** Resumes with these means. */
    public Resume(Means means) {
        this.means = means;
    }

    /**
     * Resumes; returns whether there was anything to do.
     *
     * @param keep which is right when a router serves what was never decided
     * @throws Failure refused, when that is the case and nobody said what is right
     */
    public boolean run(Optional<Keep> keep) {
        return HostTable.around(means, () -> resumed(keep));
    }

    private boolean resumed(Optional<Keep> keep) {
        boolean open = Openings.of(means.terms().journal()).isPresent();
        try (Exclusive exclusive = means.hold()) {
            boolean settled = settle(exclusive, keep);
            return catchUp() || settled || open;
        }
    }

    private boolean settle(Exclusive exclusive, Optional<Keep> keep) {
        Environment environment = means.environment();
        Optional<Decision> now = environment.decisions().read();
        if (Drift.unknown(environment, now).isEmpty()) {
            return false;
        }
        if (keep.isEmpty()) {
            Drift.refuse(environment, now);
        }
        Decision newest = newestServed(environment);
        Decision right = keep.equals(Optional.of(Keep.DECIDED)) ? now.orElseThrow(this::nothingDecided) : newest;
        new Rebuild(means).of(right);
        requireKnown(right);
        long generation = Math.max(newest.generation(), environment.decisions().generation()) + 1;
        environment
                .decisions()
                .settle(
                        exclusive.lock(),
                        new Decision(
                                generation,
                                exclusive.lock().token(),
                                right.baseline(),
                                right.weights(),
                                right.shift(),
                                right.releases()));
        means.terms().listener().on(new Event.Changed(environment.describe()));
        return true;
    }

    private static Decision newestServed(Environment environment) {
        return environment.entrances().stream()
                .flatMap(entrance -> entrance.router().observe().stream())
                .reduce((one, other) -> one.generation() >= other.generation() ? one : other)
                .orElseThrow();
    }

    private void requireKnown(Decision right) {
        Optional<String> live = right.live().map(Decision.Placed::deployment);
        if (live.flatMap(means.environment().history()::find).isEmpty()) {
            throw Failure.refused(Problem.of(
                            "CD-598",
                            "deployment " + live.orElse("") + ", which the router serves, is not in the history")
                    .because("without its record nothing can be started, rolled back or drained, and it cannot be made"
                            + " anew: none of its instances runs, or its release is not in the repository")
                    .remedy("bring the state folder back from a copy; or `cdctl remove -e "
                            + means.environment().spec().name() + "`, which ends it, and deploy again"));
        }
    }

    private Failure nothingDecided() {
        return Failure.refused(Problem.of(
                        "CD-573",
                        "nothing is decided for " + means.environment().describe() + " yet")
                .remedy("`cdctl resume --keep served` takes over what the router serves"));
    }

    private boolean catchUp() {
        Environment environment = means.environment();
        Optional<Decision> now = environment.decisions().read();
        boolean behind = false;
        if (now.isPresent() && means.stopped().read().isEmpty()) {
            for (Entrance entrance : environment.entrances()) {
                Optional<Decision> served = entrance.router().observe();
                if (served.isEmpty()
                        || served.get().generation() < now.get().generation()
                        || entrance.router().doubt().isPresent()) {
                    entrance.router().apply(environment.route(entrance, now.get()), now.get());
                    behind = true;
                }
            }
        }
        return behind;
    }
}
