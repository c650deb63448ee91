package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Step;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Proof;
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
        // By the address of all, routers would answer whose turn has not come.
        Optional<String> url = environment
                .spec()
                .url()
                .filter(all -> environment.spec().batches().isEmpty());
        return new Proof(entrance.router(), environment.route(entrance, decision)).of(decision, url, progress);
    }
}
