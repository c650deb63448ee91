package dev.cdctl.deploy.steps;

import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.Retirement;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.steps.start.Words;
import dev.cdctl.engine.Step;
import dev.cdctl.model.Name;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Ends what must not go on in the old colour. Its workers always end, or they would work beside the new ones; its web
 * instances stay warm for a rollback, for as long as the environment says.
 */
final class RetireStep implements Step {
    private final Environment environment;
    private final Optional<Candidate> previous;
    private final Tools tools;

    RetireStep(Environment environment, Plans.Change change, Tools tools) {
        this.environment = environment;
        this.previous = change.previous();
        this.tools = tools;
    }

    @Override
    public String name() {
        return "retire";
    }

    @Override
    public String describe() {
        return previous.map(old -> "retire " + old.release().version())
                        .orElse("retire nothing: this is the first release")
                + previous.flatMap(old -> environment.spec().keepWarm())
                        .map(time -> time.isZero() ? "" : ", warm for " + Words.seconds(time))
                        .orElse(previous.isPresent() ? ", warm until the next deployment" : "");
    }

    @Override
    public String run(Consumer<String> progress) {
        if (previous.isEmpty()) {
            return "";
        }
        Candidate old = previous.get();
        Optional<Duration> warm = environment.spec().keepWarm();
        List<Instance> ending = ending(old, warm.filter(Duration::isZero).isPresent());
        List<Instance> killed = ending.isEmpty()
                ? List.of()
                : new Retirement(environment).end(ending, old.run().stopTimeout());
        warm.filter(time -> !time.isZero()).ifPresent(time -> tools.retireLater(old.deployment(), time));
        return ending.isEmpty() ? "" : Words.ended(ending, killed);
    }

    /** The machine is asked only when something of what runs has to end; mostly a flip leaves everything warm. */
    private List<Instance> ending(Candidate old, boolean all) {
        Set<Name> workers = workers(old);
        if (!all && workers.isEmpty()) {
            return List.of();
        }
        return environment.instances(old.colour()).stream()
                .filter(instance -> instance.deployment().equals(old.deployment()))
                .filter(instance -> all || workers.contains(instance.slot().role()))
                .toList();
    }

    private static Set<Name> workers(Candidate old) {
        return old.roles(role -> role.kind() == RoleSpec.Kind.WORKER)
                .map(RoleSpec::name)
                .collect(Collectors.toSet());
    }
}
