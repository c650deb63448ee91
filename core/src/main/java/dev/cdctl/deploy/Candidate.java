package dev.cdctl.deploy;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.machine.Instance.Slot;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.host.Host;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Release;
import dev.cdctl.traffic.Decision;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A release on its way into one colour of an environment.
 *
 * @param deployment the ID of the deployment
 * @param release whose digest is that of the manifest
 * @param manifest what the release consists of
 * @param software what the instances of a role run from
 * @param variables gives the environment of every role; secrets are read when it is first asked
 * @param token the fencing token of whoever deploys
 */
public record Candidate(
        String deployment,
        Colour colour,
        Release release,
        ReleaseManifest manifest,
        Function<RoleSpec, Software> software,
        RunSpec run,
        Supplier<Map<RoleSpec, Secrets.Variables>> variables,
        long token) {
    /** How a decision names it. */
    public Decision.Placed placed() {
        return new Decision.Placed(deployment, release.version(), release.digest());
    }

    /** The roles of some kind, in the order of pipeline.yaml. */
    public Stream<RoleSpec> roles(Predicate<RoleSpec> kind) {
        return run.roles().stream().filter(kind);
    }

    /** The places of a role's copies in that environment: so many on each host, and of a job on the first one only. */
    public Stream<Slot> slots(Environment environment, RoleSpec role) {
        List<Host> hosts = environment.hosts();
        boolean once = role.kind() == RoleSpec.Kind.JOB && hosts.size() > 1;
        return (once ? hosts.subList(0, 1) : hosts).stream().flatMap(host -> environment.slots(role, colour, host));
    }
}
