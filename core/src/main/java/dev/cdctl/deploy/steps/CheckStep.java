package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Step;
import dev.cdctl.traffic.Decision;
import java.util.function.Consumer;

/** Finds out whether a router could serve the decision that is going to be made, before anything is started. */
final class CheckStep implements Step {
    private final Environment environment;
    private final Entrance entrance;
    private final Decision next;

    CheckStep(Environment environment, Entrance entrance, Decision next) {
        this.environment = environment;
        this.entrance = entrance;
        this.next = next;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String describe() {
        return "check " + entrance.router().describe();
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public String run(Consumer<String> progress) {
        entrance.router().check(environment.route(entrance, next), next);
        return entrance.url();
    }
}
