package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Linked;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.LinkedSpec;
import dev.cdctl.engine.Outlook;
import dev.cdctl.engine.Step;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes sure that the containers run which belong to the environment, on its first host. They are those that pipeline.yaml
 * names today, also for a rollback: their data is the environment's, and no release's. There is nothing to undo.
 */
public final class LinkStep implements Step {
    private final Environment environment;
    private final Supplier<List<Linked>> linked;

    public LinkStep(Environment environment, Supplier<List<Linked>> linked) {
        this.environment = environment;
        this.linked = linked;
    }

    @Override
    public String name() {
        return "link";
    }

    @Override
    public String describe() {
        List<LinkedSpec> specs =
                environment.spec().run().container().map(ContainerSpec::linked).orElse(List.of());
        return "start what belongs to the environment: "
                + specs.stream().map(spec -> spec.name().text()).collect(Collectors.joining(", "));
    }

    @Override
    public boolean done() {
        return linked.get().stream().allMatch(environment.machine()::isLinked);
    }

    /** A plan reads no secrets, which tell whether one has changed. */
    @Override
    public Outlook outlook() {
        return new Outlook.Open();
    }

    @Override
    public String run(Consumer<String> progress) {
        List<Linked> all = linked.get();
        environment.roster().link(environment.hosts().get(0));
        all.forEach(one -> environment.machine().link(one, progress));
        return Words.count(all.size(), "container") + " well";
    }
}
