package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.steps.start.Words;
import dev.cdctl.engine.Step;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Ends every instance of an environment, after its routers were closed. */
final class EndStep implements Step {
    private final Environment environment;
    private final Duration patience;

    EndStep(Environment environment, Duration patience) {
        this.environment = environment;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "end";
    }

    @Override
    public String describe() {
        return "end every instance of " + environment.describe();
    }

    @Override
    public boolean done() {
        return environment.instances().isEmpty();
    }

    @Override
    public String run(Consumer<String> progress) {
        List<Instance> all = environment.instances();
        List<Instance> killed = all.stream()
                .filter(instance -> !environment.machine().stop(instance, patience))
                .toList();
        return Words.ended(all, killed);
    }
}
