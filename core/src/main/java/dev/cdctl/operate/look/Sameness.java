package dev.cdctl.operate.look;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.Configurations;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.deploy.spec.RunSpec;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Identity;
import dev.cdctl.model.Failure;
import dev.cdctl.operate.Means;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.secret.SecretSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what is live is what would be deployed, found out by looking only: no command that gives a secret is run.
 *
 * @param remarks what differs although the release is the same, or could not be compared
 */
record Sameness(boolean isWhole, List<String> remarks) {
    Sameness {
        remarks = List.copyOf(remarks);
    }

    static Sameness of(Means means, Optional<Deployment> live, Optional<ReleaseManifest> pushed) {
        if (live.isEmpty()
                || pushed.isEmpty()
                || !live.get()
                        .identity()
                        .release()
                        .equals(pushed.get().release().digest())) {
            return new Sameness(false, List.of());
        }
        return compare(means, live.get());
    }

    private static Sameness compare(Means means, Deployment live) {
        RunSpec run = means.run();
        Identity identity = live.identity();
        List<String> differs = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        RunSpec then = RunBlock.from(identity.run());
        differs.addAll(means.uses().moved(then, run));
        if (!identity.run().equals(RunBlock.toJson(means.uses().unmoved(then, run)))) {
            differs.add("its run block changed");
        }
        if (!identity.config()
                .equals(
                        run.config().isEmpty()
                                ? Configurations.NONE
                                : Configurations.digest(means.project(), run.config()))) {
            differs.add("its configuration changed");
        }
        if (commands(run)) {
            unknown.add("secrets that a command gives are read at the deployment only");
        } else {
            secrets(means, run, identity.secrets(), differs);
        }
        if (!Running.isWhole(means.environment(), live)) {
            differs.add("not all of its instances run");
        }
        List<String> remarks = new ArrayList<>(
                differs.stream().map(why -> "the release is live, but " + why).toList());
        remarks.addAll(unknown);
        return new Sameness(differs.isEmpty(), remarks);
    }

    /** The salt is there since the live deployment was made, so nothing is written. */
    private static void secrets(Means means, RunSpec run, Map<String, String> recorded, List<String> differs) {
        try {
            if (!means.secrets().resolve(run, means.salt().get()).versions().equals(recorded)) {
                differs.add("a secret changed");
            }
        } catch (Failure e) {
            e.problems().forEach(problem -> differs.add(problem.what() + ": " + problem.why()));
        }
    }

    private static boolean commands(RunSpec run) {
        return byCommand(run.env()) || run.roles().stream().anyMatch(role -> byCommand(role.env()));
    }

    private static boolean byCommand(Map<String, EnvValue> variables) {
        return variables.values().stream()
                .anyMatch(value ->
                        value instanceof EnvValue.Secret secret && secret.source() instanceof SecretSource.Command);
    }
}
