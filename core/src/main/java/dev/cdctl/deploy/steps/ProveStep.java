package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Step;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Proof;
import dev.cdctl.traffic.Router;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Sees with its own eyes that fresh connections are answered by what was decided. */
final class ProveStep implements Step {
    private final Environment environment;
    private final Entrance entrance;

    ProveStep(Environment environment, Entrance entrance) {
        this.environment = environment;
        this.entrance = entrance;
    }

    @Override
    public String name() {
        return "prove";
    }

    @Override
    public String describe() {
        return "prove what " + entrance.url() + " serves";
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public String run(Consumer<String> progress) {
        Decision decision = ApplyStep.inForce(environment);
        if (entrance.router().follows()) {
            return "seen by its own process";
        }
        Optional<String> url = environment.spec().url();
        Proof proof = proof(decision);
        if (isOnlyOne()) {
            return proof.of(decision, url, progress);
        }
        // Behind the address of all, others would answer too, also those whose turn has not come.
        String seen = proof.itself(decision, url, progress);
        if (url.isEmpty() || !isLast()) {
            return seen;
        }
        return seen + "; " + url.get() + ": " + proof.among(routers()).of(decision, url, progress);
    }

    private Proof proof(Decision decision) {
        return new Proof(entrance.router(), environment.route(entrance, decision)).saying(environment.mark(decision));
    }

    private boolean isOnlyOne() {
        return environment.entrances().size() == 1
                && environment.spec().batches().isEmpty();
    }

    /** When it has its turn, all have the decision. What follows by itself tells no token, and cannot be recognised. */
    private boolean isLast() {
        List<Entrance> all = environment.entrances();
        return all.get(all.size() - 1).equals(entrance) && routers().stream().noneMatch(Router::follows);
    }

    private List<Router> routers() {
        return environment.entrances().stream().map(Entrance::router).toList();
    }
}
