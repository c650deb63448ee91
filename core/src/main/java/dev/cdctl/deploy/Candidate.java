package dev.cdctl.deploy;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.Instance.Slot;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Release;
import dev.cdctl.traffic.Decision;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A release on its way into one colour of an environment.
 *
 * @param deployment the ID of the deployment
 * @param release whose digest is that of the manifest
 * @param manifest what the release consists of
 * @param archive the artifact that its instances run from
 * @param variables gives the environment of every role; secrets are read when it is first asked
 * @param token the fencing token of whoever deploys
 */
public record Candidate(
        String deployment,
        Colour colour,
        Release release,
        ReleaseManifest manifest,
        ReleaseManifest.Item archive,
        RunSpec run,
        Supplier<Map<RoleSpec, Map<String, String>>> variables,
        long token) {
    /** How a decision names it. */
    public Decision.Placed placed() {
        return new Decision.Placed(deployment, release.version(), release.digest());
    }

    /** The roles of some kind, in the order of pipeline.yaml. */
    public Stream<RoleSpec> roles(Predicate<RoleSpec> kind) {
        return run.roles().stream().filter(kind);
    }

    /** The places of a role's copies in that environment. */
    public Stream<Slot> slots(Environment environment, RoleSpec role) {
        return IntStream.range(0, role.replicas())
                .mapToObj(index ->
                        new Slot(environment.service(), environment.spec().name(), role.name(), index, colour));
    }
}
