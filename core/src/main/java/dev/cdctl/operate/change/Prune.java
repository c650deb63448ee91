package dev.cdctl.operate.change;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Digest;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.traffic.Decision;
import java.util.ArrayList;
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
            List<Digest> archives = new ArrayList<>();
            Set<String> versions = new LinkedHashSet<>();
            deployments.stream()
                    .flatMap(id -> environment.history().find(id).stream())
                    .forEach(deployment -> {
                        archives.add(archive(deployment));
                        versions.add(deployment.release().version().text());
                    });
            environment
                    .machine()
                    .prune(environment.service(), environment.spec().name(), archives, List.copyOf(deployments));
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
        environment.history().latest(Integer.MAX_VALUE).stream()
                .filter(entry -> entry.outcome() == Deployment.Outcome.LIVE)
                .map(Deployment::placed)
                .distinct()
                .limit(Math.max(1, most))
                .forEach(deployments::add);
        return deployments;
    }

    private Digest archive(Deployment deployment) {
        return means.candidates()
                .software(means.manifests().find(deployment.release().digest()), RunBlock.from(deployment.run()))
                .digest();
    }
}
