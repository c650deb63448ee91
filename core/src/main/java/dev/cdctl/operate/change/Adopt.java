package dev.cdctl.operate.change;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.Configurations;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.health.Condition;
import dev.cdctl.deploy.machine.Adopted;
import dev.cdctl.deploy.machine.Foreign;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.history.Identity;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Release;
import dev.cdctl.model.Version;
import dev.cdctl.operate.DeployEnd;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Operation;
import dev.cdctl.operate.look.Drift;
import dev.cdctl.traffic.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes over a service that runs and that cdctl did not start: its containers become the live colour as they are, and
 * the next deployment goes beside them.
 */
public final class Adopt {
    private final Means means;

    /** Adopts with these means. */
    public Adopt(Means means) {
        this.means = means;
    }

    /**
     * Takes containers over.
     *
     * @param named names or IDs, as many for each host as the web role has replicas; {@code HOST=NAME} for one host alone
     * @param version how the release that they run is called; what they say themselves when absent
     * @throws Failure refused, with the reason, when they cannot be taken over
     */
    public Deploy.Result run(List<String> named, Optional<String> version) {
        try (Exclusive exclusive = means.hold()) {
            requireNew();
            RoleSpec role = web();
            List<Found> found = new Strangers(environment(), role).find(named);
            Deployment deployment = recorded(found, role, version);
            try {
                return new Deploy.Result(carryOut(exclusive, deployment, found, role), true);
            } catch (RuntimeException e) {
                letGo(deployment);
                throw e;
            }
        }
    }

    /** A failure before the operation began leaves nothing else behind. */
    private void letGo(Deployment deployment) {
        environment()
                .history()
                .find(deployment.id())
                .filter(entry -> entry.outcome() == Outcome.OPEN)
                .ifPresent(entry -> {
                    Deployment failed = entry.ended(Outcome.FAILED, Instant.now());
                    environment().history().update(failed);
                    DeployEnd.letGo(environment(), failed);
                });
    }

    /** A container, and the address that users are going to be brought to. */
    record Found(Foreign container, Instance.Slot slot, int port) {}

    private void requireNew() {
        if (environment().spec().hosts().isEmpty()
                && environment().hosts().get(0).url().isEmpty()) {
            throw Failure.refused(Problem.of("CD-738", "only containers can be adopted")
                    .because(environment().spec().name() + " has no hosts, so it runs in processes")
                    .remedy("name the Docker hosts under `hosts` of the environment"));
        }
        Optional<Decision> now = environment().decisions().read();
        now.flatMap(Decision::live).ifPresent(live -> {
            throw Failure.refused(
                    Problem.of("CD-739", environment().describe() + " has a release already: " + live.version())
                            .because("what is adopted would have to take its place, and nobody has checked it")
                            .remedy("deploy instead, or name an environment of its own for it"));
        });
        Drift.refuse(environment(), now);
    }

    private RoleSpec web() {
        return environment().spec().run().roles().stream()
                .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                .findFirst()
                .orElseThrow(() ->
                        Failure.refused(Problem.of("CD-738", environment().describe() + " has no role of kind web")
                                .because("what runs in the background cannot be told from other containers")
                                .remedy("end it by hand, and deploy the first release")));
    }

    /** Where it listens is recorded before anything refers to it. */
    private Deployment recorded(List<Found> found, RoleSpec role, Optional<String> version) {
        found.forEach(one -> environment().addresses().claim(one.slot(), one.port()));
        ReleaseManifest manifest = manifest(found, version(found, role, version));
        RunSpec run = run(role);
        Identity identity =
                new Identity(manifest.release().digest(), RunBlock.toJson(run), Configurations.NONE, Map.of());
        Release release = manifest.release();
        means.manifests().keep(manifest);
        Deployment deployment = new Deploy(means)
                .begun(new Deploy.Draft(Deployment.Kind.ADOPT, release, identity, notes(found)), Optional.empty());
        environment().history().add(deployment);
        return deployment;
    }

    private Deployment carryOut(Exclusive exclusive, Deployment deployment, List<Found> found, RoleSpec role) {
        List<Adopted> adopted = new ArrayList<>();
        for (Found one : found) {
            Instance instance = new Instance(
                    one.slot(),
                    deployment.id(),
                    deployment.release().version(),
                    deployment.release().digest(),
                    exclusive.lock().token(),
                    0,
                    Optional.of(environment().addresses().of(one.slot())));
            adopted.add(new Adopted(one.container().id(), instance));
        }
        environment().adoptions().add(adopted);
        Decision.Placed placed = new Decision.Placed(
                deployment.id(),
                deployment.release().version(),
                deployment.release().digest());
        Operation operation = new Operation(
                Operation.Kind.ADOPT,
                placed,
                Colour.BLUE,
                environment().decisions().read(),
                exclusive.lock().token());
        return means.told(new Undertaking(means, exclusive).run(operation, deployment, Outcome.LIVE));
    }

    /** What is known of how they run; a later deployment differs from it in any case. */
    private RunSpec run(RoleSpec role) {
        RoleSpec plain = new RoleSpec(
                role.name(),
                role.kind(),
                "",
                role.replicas(),
                Map.of(),
                role.health(),
                List.of(),
                role.handover(),
                false,
                role.within(),
                Optional.empty(),
                role.origin());
        return new RunSpec(
                List.of(plain),
                Optional.empty(),
                Map.of(),
                List.of(),
                environment().spec().run().stopTimeout());
    }

    private ReleaseManifest manifest(List<Found> found, Version version) {
        ReleaseManifest.Image image = new ReleaseManifest.Image(
                environment().service(), found.get(0).container().digest(), 0, "unknown");
        return new ReleaseManifest(environment().service(), version, Optional.empty(), List.of(), List.of(image));
    }

    private Version version(List<Found> found, RoleSpec role, Optional<String> given) {
        Found first = found.get(0);
        String image = first.container().image();
        String tag = image.contains("@") ? "" : image.replaceFirst("^.*/", "").replaceFirst("^[^:]*:?", "");
        return given.or(() -> Condition.version(environment().addresses().of(first.slot()), role.health())
                        .filter(Version::isValid))
                .or(() -> Optional.of(tag).filter(Version::isValid).filter(text -> !text.equals("latest")))
                .map(Adopt::valid)
                .orElseGet(() ->
                        new Version("adopted-" + first.container().digest().brief()));
    }

    private static Version valid(String text) {
        if (!Version.isValid(text)) {
            throw Failure.of(Failure.Kind.USAGE, Problem.of("CD-802", "'" + text + "' is no version"));
        }
        return new Version(text);
    }

    private static List<String> notes(List<Found> found) {
        return found.stream()
                .map(one -> "adopted " + one.container().name() + " on "
                        + one.slot().host() + ", of " + one.container().image())
                .toList();
    }

    private Environment environment() {
        return means.environment();
    }
}
