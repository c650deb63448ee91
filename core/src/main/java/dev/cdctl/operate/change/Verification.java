package dev.cdctl.operate.change;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.steps.Plans;
import dev.cdctl.engine.Plan;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.traffic.Decision;
import java.util.Optional;

/** The environment's own checks against what stands ready in the idle colour, else against what is live. */
public record Verification(Plan plan, String version, Colour colour) {
    /**
     * What would be checked.
     *
     * @throws Failure refused, when nothing runs or the environment has no checks
     */
    public static Verification of(Means means) {
        Environment environment = means.environment();
        if (environment.spec().verify().isEmpty()) {
            throw Failure.refused(Problem.of("CD-596", environment.spec().name() + " has no `verify`")
                    .remedy("add it in pipeline.yaml"));
        }
        Optional<Decision> now = environment.decisions().read();
        Colour live = now.map(Decision::baseline).orElse(Colour.GREEN);
        Instance instance = first(environment, live.other())
                .or(() -> first(environment, live))
                .orElseThrow(() -> Failure.refused(Problem.of("CD-587", "nothing runs in " + environment.describe())
                        .remedy("`cdctl deploy --no-flip` starts a release without making it live")));
        Candidate candidate = means.candidates().of(instance.deployment(), 0);
        return new Verification(
                Plans.verify(environment, candidate, means.tools()),
                candidate.release().version().text(),
                candidate.colour());
    }

    private static Optional<Instance> first(Environment environment, Colour colour) {
        return environment.instances(colour).stream()
                .filter(instance -> instance.address().isPresent())
                .findFirst();
    }
}
