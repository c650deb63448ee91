package dev.cdctl.operate.change;

import dev.cdctl.deploy.Decisions;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.History;
import dev.cdctl.model.Name;
import dev.cdctl.operate.Openings;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import dev.cdctl.traffic.Decision;
import dev.cdctl.traffic.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Ends a release that was kept warm, when its time is over. It works on state alone: the workspace with pipeline.yaml may
 * be gone by then. It never ends what is live, what a router points at, or what a command that was killed may need.
 *
 * @param routers every router that may point at the environment's instances
 */
public record Expire(
        Name service,
        Name environment,
        Machine machine,
        List<Router> routers,
        Decisions decisions,
        History history,
        Journal journal,
        Locks locks) {
    /** Two clocks that are read one after the other never agree to the last digit. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /**
     * Ends it, unless it must not or need not be ended.
     *
     * @param warm how long it stays warm after it was live
     * @param patience how long to wait for another command that is at work
     * @return whether anything was ended
     */
    public boolean run(String deployment, Duration warm, Owner owner, Duration patience) {
        if (isNeeded(deployment)
                || !isDue(deployment, warm)
                || running(deployment).isEmpty()) {
            // Nobody should find the lock held for nothing.
            return false;
        }
        try (Lock lock = locks.acquire(service + "/" + environment, owner, patience)) {
            if (isNeeded(deployment) || !isDue(deployment, warm)) {
                return false;
            }
            List<Instance> ending = running(deployment).stream()
                    .filter(instance -> !isServed(instance))
                    .toList();
            Duration stop = history.find(deployment)
                    .map(entry -> RunBlock.from(entry.run()).stopTimeout())
                    .orElse(Duration.ofSeconds(10));
            for (Instance instance : ending) {
                lock.fence();
                machine.stop(instance, stop);
            }
            return !ending.isEmpty();
        }
    }

    private List<Instance> running(String deployment) {
        return machine.observe(service, environment).stream()
                .filter(instance -> instance.deployment().equals(deployment))
                .toList();
    }

    private boolean isNeeded(String deployment) {
        return Openings.of(journal).isPresent()
                || decisions
                        .read()
                        .flatMap(Decision::live)
                        .filter(live -> live.deployment().equals(deployment))
                        .isPresent();
    }

    private boolean isServed(Instance instance) {
        return routers.stream()
                .flatMap(router -> router.observe().stream())
                .anyMatch(served -> served.weights().of(instance.slot().colour()) > 0);
    }

    /** When it went live once more meanwhile, the time began anew, and another sleeper sees to it. */
    private boolean isDue(String deployment, Duration warm) {
        Optional<Instant> left = history.latest(Integer.MAX_VALUE).stream()
                .filter(entry -> entry.outcome() == Deployment.Outcome.LIVE)
                .filter(entry -> entry.previous().equals(Optional.of(deployment)))
                .findFirst()
                .flatMap(Deployment::ended);
        return left.map(at -> !Instant.now().plus(SLACK).isBefore(at.plus(warm)))
                .orElse(true);
    }
}
