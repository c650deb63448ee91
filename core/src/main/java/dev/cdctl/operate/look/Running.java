package dev.cdctl.operate.look;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.history.Deployment;
import java.util.List;

/** Compares what a deployment should have running with what runs. */
public final class Running {
    private Running() {}

    /** The instances of a deployment that run. */
    public static List<Instance> of(Environment environment, Deployment deployment) {
        return of(environment.instances(), deployment);
    }

    /** Those of these instances that a deployment has running. */
    static List<Instance> of(List<Instance> instances, Deployment deployment) {
        return instances.stream()
                .filter(instance -> instance.slot().colour() == deployment.colour())
                .filter(instance -> instance.deployment().equals(deployment.placed()))
                .filter(instance -> instance.pid() != 0)
                .toList();
    }

    /** How many instances a deployment has when it is live: all replicas on each host. */
    static int expected(Environment environment, Deployment deployment) {
        return environment.hosts().size() * replicas(deployment);
    }

    /** How many instances it has on each host. */
    static int replicas(Deployment deployment) {
        return RunBlock.from(deployment.run()).roles().stream()
                .filter(role -> role.kind() != RoleSpec.Kind.JOB)
                .mapToInt(RoleSpec::replicas)
                .sum();
    }

    /** Whether all of it runs. */
    public static boolean isWhole(Environment environment, Deployment deployment) {
        return of(environment, deployment).size() == expected(environment, deployment);
    }
}
