package dev.cdctl.operate;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Builds candidates out of recorded deployments, with today's secrets. */
public final class Candidates {
    private final Means means;

    Candidates(Means means) {
        this.means = means;
    }

    /** The candidate of that deployment. */
    public Candidate of(String deployment, long token) {
        Deployment recorded = means.environment()
                .history()
                .find(deployment)
                .orElseThrow(() -> Failure.of(
                        Failure.Kind.NEEDS_PERSON,
                        Problem.of("CD-580", "the record of deployment " + deployment + " is missing")
                                .because("the decision names it, but the history does not know it")
                                .remedy("deploy again; what runs keeps serving meanwhile")));
        return of(recorded, token);
    }

    /** The candidate of a deployment. */
    public Candidate of(Deployment deployment, long token) {
        RunSpec run = RunBlock.from(deployment.run());
        ReleaseManifest manifest = means.manifests().find(deployment.release().digest());
        return new Candidate(
                deployment.placed(),
                deployment.colour(),
                deployment.release(),
                manifest,
                archive(manifest, run),
                run,
                variables(deployment, run),
                token);
    }

    private Supplier<Map<RoleSpec, Map<String, String>>> variables(Deployment deployment, RunSpec run) {
        Lazy<Map<RoleSpec, Map<String, String>>> lazy = new Lazy<>(() -> resolved(deployment, run));
        return lazy::get;
    }

    private Map<RoleSpec, Map<String, String>> resolved(Deployment deployment, RunSpec run) {
        Map<RoleSpec, Map<String, String>> all =
                means.secrets().resolve(run, means.salt().get()).variables();
        if (!run.config().isEmpty()) {
            String folder = means.configurations()
                    .folder(deployment.identity().config())
                    .toString();
            all.values().forEach(variables -> variables.put("CDCTL_CONFIG", folder));
        }
        return all;
    }

    /** The artifact of a release that its instances run from. */
    public static ReleaseManifest.Item archive(ReleaseManifest manifest, RunSpec run) {
        Optional<ReleaseManifest.Item> named = manifest.artifacts().stream()
                .filter(item -> run.archive().map(item.name().text()::equals).orElse(true))
                .findFirst();
        return named.orElseThrow(() -> Failure.refused(Problem.of(
                        "CD-581",
                        "release " + manifest.version() + " has no archive "
                                + run.archive().map(name -> "'" + name + "'").orElse("at all"))
                .remedy("name one of the packaged archives in `run.archive`")));
    }
}
