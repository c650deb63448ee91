package dev.cdctl.operate;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.Candidate;
import dev.cdctl.deploy.Secrets;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.ContainerSpec;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.util.List;
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
                .begun(deployment)
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
                role -> deployment.kind() == Deployment.Kind.ADOPT
                        ? new Software.Existing(deployment.release().digest())
                        : software(manifest, run, role),
                run,
                variables(deployment, run),
                token);
    }

    private Supplier<Map<RoleSpec, Secrets.Variables>> variables(Deployment deployment, RunSpec run) {
        Lazy<Map<RoleSpec, Secrets.Variables>> lazy = new Lazy<>(() -> resolved(deployment, run));
        return lazy::get;
    }

    private Map<RoleSpec, Secrets.Variables> resolved(Deployment deployment, RunSpec run) {
        Map<RoleSpec, Secrets.Variables> all =
                means.secrets().resolve(run, means.salt().get()).variables();
        if (!run.config().isEmpty()) {
            String folder = means.configurations()
                    .folder(deployment.identity().config())
                    .toString();
            all.replaceAll((role, variables) -> variables.with("CDCTL_CONFIG", folder));
        }
        return all;
    }

    /**
     * What the instances of a release run from, whatever their role.
     *
     * @throws Failure refused, when the release has not all of it
     */
    public List<Software> software(ReleaseManifest manifest, RunSpec run) {
        return run.roles().stream().map(role -> software(manifest, run, role)).toList();
    }

    private Software software(ReleaseManifest manifest, RunSpec run, RoleSpec role) {
        if (!means.environment().spec().hosts().isEmpty()) {
            return means.images().apply(image(manifest, run, role));
        }
        ReleaseManifest.Item item = archive(manifest, run);
        return new Software.Archive(
                item.digest(), () -> means.environment().repository().open(manifest, item));
    }

    /** The image of a release that the containers of a role run from. */
    private static ReleaseManifest.Image image(ReleaseManifest manifest, RunSpec run, RoleSpec role) {
        Optional<Name> wanted = run.containerOf(role).flatMap(ContainerSpec::image);
        return manifest.images().stream()
                .filter(image -> wanted.map(image.name()::equals).orElse(true))
                .findFirst()
                .orElseThrow(() -> Failure.refused(Problem.of(
                                "CD-581",
                                "release " + manifest.version() + " has no image "
                                        + wanted.map(name -> "'" + name + "'").orElse("at all"))
                        .because("the role '" + role.name() + "' runs it")
                        .remedy("name one of the packaged images in `run.container.image`, or in the role's own"
                                + " `container.image`")));
    }

    /** The archive of a release that its processes run from. */
    private static ReleaseManifest.Item archive(ReleaseManifest manifest, RunSpec run) {
        Optional<ReleaseManifest.Item> named = manifest.artifacts().stream()
                .filter(item -> run.archive().map(item.name().text()::equals).orElse(true))
                .findFirst();
        if (manifest.artifacts().isEmpty()) {
            throw Failure.refused(Problem.of(
                            "CD-489",
                            "release " + manifest.release().brief()
                                    + " has only images, and this environment runs processes")
                    .because("it names no hosts that containers could run on")
                    .remedy("name them: hosts: [unix:///var/run/docker.sock]; or package an archive besides"));
        }
        return named.orElseThrow(() -> Failure.refused(Problem.of(
                        "CD-581",
                        "release " + manifest.version() + " has no archive "
                                + run.archive().map(name -> "'" + name + "'").orElse("at all"))
                .remedy("name one of the packaged archives in `run.archive`")));
    }
}
