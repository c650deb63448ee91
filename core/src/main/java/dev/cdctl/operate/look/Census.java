package dev.cdctl.operate.look;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.health.Condition;
import dev.cdctl.deploy.health.HealthCheck.Subject;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.history.Deployment;
import dev.cdctl.operate.look.Status.Seen;
import dev.cdctl.operate.look.Status.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells what each instance that runs is there for, and asks it how it is. */
final class Census {
    private final Environment environment;
    private final Optional<String> live;
    private final Map<String, Optional<Deployment>> known = new HashMap<>();

    /** @param live the deployment that is live */
    Census(Environment environment, Optional<String> live) {
        this.environment = environment;
        this.live = live;
    }

    List<Seen> of(List<Instance> instances) {
        List<Condition> conditions = Condition.of(
                environment.machine(), instances.stream().map(this::subject).toList());
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            Instance instance = instances.get(i);
            Condition now =
                    instance.pid() == 0 ? new Condition(false, "its first process does not run") : conditions.get(i);
            seen.add(new Seen(instance, standing(instance), now));
        }
        return seen;
    }

    private Standing standing(Instance instance) {
        if (live.equals(Optional.of(instance.deployment()))) {
            return Standing.LIVE;
        }
        return deployment(instance)
                .map(deployment -> standing(deployment.outcome()))
                .orElse(Standing.STRAY);
    }

    private static Standing standing(Deployment.Outcome outcome) {
        if (outcome.isGivenUp()) {
            return Standing.FAILED;
        }
        return outcome == Deployment.Outcome.PREPARED ? Standing.PREPARED : Standing.WARM;
    }

    private Subject subject(Instance instance) {
        HealthSpec spec = deployment(instance)
                .flatMap(deployment -> RunBlock.from(deployment.run()).roles().stream()
                        .filter(role -> role.name().equals(instance.slot().role()))
                        .map(RoleSpec::health)
                        .findFirst())
                .orElseGet(Census::connection);
        return new Subject(instance, spec);
    }

    private Optional<Deployment> deployment(Instance instance) {
        return known.computeIfAbsent(
                instance.deployment(), id -> environment.history().find(id));
    }

    /** Of what is not known only its port can be tried. */
    private static HealthSpec connection() {
        Duration second = Duration.ofSeconds(1);
        return new HealthSpec(Optional.empty(), second, second, 1, second, "X-Version");
    }
}
