package dev.cdctl.deploy.steps.start;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.Retirement;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.engine.Step;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ends what still runs in the idle colour: the release before the live one, kept warm until now, or left-overs. A job of
 * a killed command goes on: the step that runs the job waits for it.
 */
public final class ClearStep implements Step {
    private final Environment environment;
    private final Candidate candidate;

    public ClearStep(Environment environment, Candidate candidate) {
        this.environment = environment;
        this.candidate = candidate;
    }

    @Override
    public String name() {
        return "clear";
    }

    @Override
    public String describe() {
        return "make room in " + candidate.colour().word();
    }

    @Override
    public boolean done() {
        return others().isEmpty();
    }

    @Override
    public String run(Consumer<String> progress) {
        List<Instance> others = others();
        progress.accept(Words.count(others.size(), "instance") + " to end");
        List<Instance> killed =
                new Retirement(environment).end(others, candidate.run().stopTimeout());
        others.stream().map(Instance::deployment).distinct().forEach(environment::abandon);
        return Words.ended(others, killed);
    }

    private List<Instance> others() {
        return environment.instances(candidate.colour()).stream()
                .filter(instance -> !instance.deployment().equals(candidate.deployment()))
                .filter(instance -> !JobStep.isJob(candidate, instance))
                .toList();
    }
}
