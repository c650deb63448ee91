package dev.cdctl.operate.change;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Software;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Digest;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.traffic.Decision;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Removes release folders and logs from the machine that nothing needs any more. */
public final class Prune {
    private final Means means;

    /** Prunes with these means. */
    public Prune(Means means) {
        this.means = means;
    }

    /**
     * Keeps what runs, what is live, what a rollback would go back to, and the latest good releases; removes the others.
     *
     * @param most how many good releases stay
     * @return the versions that stay
     */
    public List<String> run(int most) {
        try (Exclusive exclusive = means.hold()) {
            Environment environment = means.environment();
            Set<String> deployments = needed(most);
            Set<Digest> software = new LinkedHashSet<>();
            Set<String> versions = new LinkedHashSet<>();
            deployments.stream()
                    .flatMap(id -> environment.history().find(id).stream())
                    .forEach(deployment -> {
                        software.addAll(software(deployment));
                        versions.add(deployment.release().version().text());
                    });
            environment
                    .machine()
                    .prune(
                            environment.service(),
                            environment.spec().name(),
                            List.copyOf(software),
                            List.copyOf(deployments));
            return List.copyOf(versions);
        }
    }

    private Set<String> needed(int most) {
        Environment environment = means.environment();
        Set<String> deployments = new LinkedHashSet<>();
        environment
                .decisions()
                .read()
                .flatMap(Decision::live)
                .map(Decision.Placed::deployment)
                .ifPresent(live -> {
                    deployments.add(live);
                    environment.history().lastGood(live).ifPresent(target -> deployments.add(target.placed()));
                });
        environment.instances().stream().map(Instance::deployment).forEach(deployments::add);
        environment
                .history()
                .latestFirst()
                .filter(entry -> entry.outcome() == Deployment.Outcome.LIVE)
                .map(Deployment::placed)
                .distinct()
                .limit(Math.max(1, most))
                .forEach(deployments::add);
        return deployments;
    }

    /** Of all its roles: each may be of an image of its own. */
    private List<Digest> software(Deployment deployment) {
        return means
                .candidates()
                .software(means.manifests().find(deployment.release().digest()), RunBlock.from(deployment.run()))
                .stream()
                .map(Software::digest)
                .toList();
    }
}
