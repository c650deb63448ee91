package dev.cdctl.operate.look;

import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Release;
import dev.cdctl.operate.Means;
import dev.cdctl.traffic.Decision;
import dev.cdctl.version.SourceTree;
import dev.cdctl.version.source.ResolvedVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a deployment of the version in the working copy would do to an environment, told without writing anything.
 *
 * @param changes whether anything would be done
 * @param configuration what differs between the configuration files of the live release and those of today
 * @param commits what is between the live release and this one, the latest first
 * @param remarks what stands in the way, as far as it is known now
 */
public record Forecast(
        String title,
        boolean changes,
        List<String> steps,
        List<String> configuration,
        List<String> commits,
        List<String> remarks) {
    /** Copies the lists. */
    public Forecast {
        steps = List.copyOf(steps);
        configuration = List.copyOf(configuration);
        commits = List.copyOf(commits);
        remarks = List.copyOf(remarks);
    }

    /**
     * What is to be deployed, as far as it is known.
     *
     * @param pushed the release of that version and commit, when it was pushed before
     * @param before the environments that are deployed to first
     */
    public record Subject(
            ResolvedVersion version, Optional<ReleaseManifest> pushed, Optional<SourceTree> tree, Set<Name> before) {
        /** Copies the set. */
        public Subject {
            before = Set.copyOf(before);
        }
    }

    /** The forecast for that version. */
    public static Forecast of(Means means, Subject subject) {
        Environment environment = means.environment();
        Optional<Decision> now = environment.decisions().read();
        Optional<Deployment> live = now.flatMap(Decision::live)
                .flatMap(placed -> environment.history().find(placed.deployment()));
        String title = "deploy: " + environment.describe() + ", live is "
                + live.map(deployment -> deployment.release().version() + " in "
                                + deployment.colour().word())
                        .orElse("nothing");
        Sameness same = Sameness.of(means, live, subject.pushed());
        List<String> remarks = new ArrayList<>(same.remarks());
        means.uses().missing().forEach(problem -> remarks.add(Obstacles.words(problem)));
        if (same.isWhole()) {
            String nothing = "nothing to do: it is live already, unless the build gives other bytes";
            return new Forecast(title, false, List.of(nothing), List.of(), List.of(), remarks);
        }
        remarks.addAll(new Obstacles(means, subject).of(now, live));
        Colour idle = now.map(decision -> decision.baseline().other()).orElse(Colour.BLUE);
        return new Forecast(
                title,
                true,
                steps(environment, subject.version(), idle, live),
                configuration(means, live),
                commits(subject, live),
                remarks);
    }

    /** A file may be there only after a stage has made it. */
    private static List<String> configuration(Means means, Optional<Deployment> live) {
        if (live.isEmpty()) {
            return List.of();
        }
        try {
            return means.configurations()
                    .diff(
                            live.get().identity().config(),
                            means.project(),
                            means.environment().spec().run().config());
        } catch (Failure e) {
            return e.problems().stream().map(Problem::what).toList();
        }
    }

    private static List<String> commits(Subject subject, Optional<Deployment> live) {
        return subject.tree()
                .map(tree -> Changes.between(
                        tree,
                        live.map(Deployment::release).flatMap(Release::commit),
                        subject.version().commit()))
                .orElse(List.of());
    }

    private static List<String> steps(
            Environment environment, ResolvedVersion version, Colour idle, Optional<Deployment> live) {
        EnvironmentSpec spec = environment.spec();
        List<String> steps = new ArrayList<>();
        spec.after().ifPresent(before -> steps.add("take only what passed in " + before));
        if (!spec.signedBy().isEmpty()) {
            steps.add("take only what is signed by " + String.join(" or ", spec.signedBy()));
        }
        if (spec.approval()) {
            steps.add("take only what is approved");
        }
        spec.run()
                .roles()
                .forEach(role -> steps.add(new RoleForecast(environment, role, idle).describe(version.version())));
        spec.verify()
                .ifPresent(verify ->
                        steps.add("verify " + idle.word() + ": " + verify.run().strip()));
        steps.add("decide that " + idle.word() + " is live");
        for (Entrance entrance : environment.entrances()) {
            steps.add("bring " + entrance.router().describe() + " to it, and prove what " + entrance.url() + " serves");
        }
        live.ifPresent(old -> steps.add("let requests to " + old.release().version() + " end, watch for "
                + spec.watch().toMillis() / 1000.0 + " s, " + warm(spec)));
        return steps;
    }

    private static String warm(EnvironmentSpec spec) {
        if (spec.keepWarm().filter(Duration::isZero).isPresent()) {
            return "end it";
        }
        return spec.keepWarm()
                .map(time -> "keep it warm for " + time.toSeconds() + " s")
                .orElse("keep it warm until the next deployment");
    }
}
