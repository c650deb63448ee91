package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Router;
import java.util.function.Consumer;

/** Brings one router to the decision in force. */
final class ApplyStep implements Step {
    private final Environment environment;
    private final Entrance entrance;

    ApplyStep(Environment environment, Entrance entrance) {
        this.environment = environment;
        this.entrance = entrance;
    }

    @Override
    public String name() {
        return "apply";
    }

    @Override
    public String describe() {
        return "bring " + entrance.router().describe() + " to the decision";
    }

    @Override
    public String run(Consumer<String> progress) {
        Decision decision = inForce(environment);
        entrance.router().apply(environment.route(entrance, decision), decision);
        return "generation " + decision.generation();
    }

    @Override
    public boolean untouched() {
        Decision decision = inForce(environment);
        return environment.entrances().stream().map(Entrance::router).noneMatch(router -> mayFollow(router, decision));
    }

    /** What cannot be asked, and what follows by itself, may have begun to. */
    private static boolean mayFollow(Router router, Decision decision) {
        try {
            return router.follows()
                    || router.observe()
                            .filter(served -> served.generation() >= decision.generation())
                            .isPresent();
        } catch (Failure e) {
            return true;
        }
    }

    /** The decision in force; there must be one. */
    static Decision inForce(Environment environment) {
        return environment
                .decisions()
                .read()
                .orElseThrow(() -> Failure.refused(
                        Problem.of("CD-573", "nothing is decided for " + environment.describe() + " yet")
                                .remedy("deploy first: `cdctl deploy -e "
                                        + environment.spec().name() + "`")));
    }
}
