package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.engine.Step;
import dev.cdctl.traffic.Decision;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Has a router answer that the service is stopped, so that nothing points at its instances any more. */
final class CloseStep implements Step {
    private final Environment environment;
    private final Entrance entrance;

    CloseStep(Environment environment, Entrance entrance) {
        this.environment = environment;
        this.entrance = entrance;
    }

    @Override
    public String name() {
        return "close";
    }

    @Override
    public String describe() {
        return "have " + entrance.router().describe() + " answer 503";
    }

    @Override
    public String run(Consumer<String> progress) {
        // A router that follows a newer decision than ours is closed all the same.
        Stream.concat(environment.decisions().read().stream(), entrance.router().observe().stream())
                .max(Comparator.comparingLong(Decision::generation))
                .ifPresent(decision -> entrance.router()
                        .apply(
                                entrance.route(
                                        environment.service(),
                                        environment.spec().name(),
                                        Map.of()),
                                decision));
        return "";
    }
}
