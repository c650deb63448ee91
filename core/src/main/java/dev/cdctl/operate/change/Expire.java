package dev.cdctl.operate.change;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.machine.Instance;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.operate.Openings;
import dev.cdctl.state.Journal;
import dev.cdctl.state.Lock;
import dev.cdctl.state.Locks;
import dev.cdctl.state.Owner;
import dev.cdctl.traffic.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Ends a release that was kept warm, when its time is over: on every host, behind whatever routers. It never ends what is
 * live, what a router points at, or what a command that was killed may need.
 */
public record Expire(Environment environment, Journal journal, Locks locks) {
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
        String name = environment.service() + "/" + environment.spec().name();
        try (Lock lock = locks.acquire(name, owner, patience)) {
            return !isNeeded(deployment) && isDue(deployment, warm) && end(deployment, lock);
        }
    }

    /**
     * Ends what was to be ended before now: the computer that was to see to it was off, or did not reach a host.
     *
     * @param warm how long releases stay warm
     */
    void overdue(Duration warm, Lock lock) {
        environment.instances().stream()
                .map(Instance::deployment)
                .distinct()
                .filter(deployment -> environment.history().left(deployment).isPresent())
                .filter(deployment -> !isNeeded(deployment) && isDue(deployment, warm))
                .forEach(deployment -> end(deployment, lock));
    }

    private boolean end(String deployment, Lock lock) {
        List<Instance> ending = running(deployment).stream()
                .filter(instance -> !isServed(instance))
                .toList();
        Duration stop = environment
                .history()
                .find(deployment)
                .map(entry -> RunBlock.from(entry.run()).stopTimeout())
                .orElse(Duration.ofSeconds(10));
        for (Instance instance : ending) {
            lock.fence();
            environment.machine().stop(instance, stop);
        }
        return !ending.isEmpty();
    }

    private List<Instance> running(String deployment) {
        return environment.instances().stream()
                .filter(instance -> instance.deployment().equals(deployment))
                .toList();
    }

    private boolean isNeeded(String deployment) {
        return Openings.of(journal).isPresent()
                || environment
                        .decisions()
                        .read()
                        .flatMap(Decision::live)
                        .filter(live -> live.deployment().equals(deployment))
                        .isPresent();
    }

    private boolean isServed(Instance instance) {
        return environment.entrances().stream()
                .map(Entrance::router)
                .flatMap(router -> router.observe().stream())
                .anyMatch(served -> served.weights().of(instance.slot().colour()) > 0);
    }

    /** When it went live once more meanwhile, the time began anew, and another sleeper sees to it. */
    private boolean isDue(String deployment, Duration warm) {
        Optional<Instant> left = environment.history().left(deployment);
        return left.map(at -> !Instant.now().plus(SLACK).isBefore(at.plus(warm)))
                .orElse(true);
    }
}
