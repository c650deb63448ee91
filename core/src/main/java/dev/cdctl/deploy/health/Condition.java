package dev.cdctl.deploy.health;

import dev.cdctl.deploy.Waiting;
import dev.cdctl.deploy.health.HealthCheck.Subject;
import dev.cdctl.deploy.machine.Machine;
import dev.cdctl.deploy.spec.HealthSpec;
import dev.cdctl.traffic.Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How an instance is right now: what it said when it was asked once.
 *
 * @param good whether that was a good answer
 * @param text what it was, in a few words
 */
public record Condition(boolean good, String text) {
    private static final int AT_ONCE = 8;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** Asks every one of them once, several at the same time, each for a second at most. */
    public static List<Condition> of(Machine machine, List<Subject> subjects) {
        ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Condition>> asked = subjects.stream()
                    .map(subject -> askers.submit(() -> of(machine, subject)))
                    .toList();
            return asked.stream().map(Waiting::on).toList();
        } finally {
            askers.shutdownNow();
        }
    }

    /** What whoever listens there says of its version, in the header or the JSON that health questions are about. */
    public static Optional<String> version(Address address, HealthSpec spec) {
        return HealthAnswer.version(address, spec);
    }

    private static Condition of(Machine machine, Subject subject) {
        HealthSpec spec = subject.spec();
        Duration timeout = spec.timeout().compareTo(LONGEST) < 0 ? spec.timeout() : LONGEST;
        HealthAnswer answer = HealthAnswer.of(
                machine,
                subject.instance(),
                new HealthSpec(spec.http(), spec.within(), spec.every(), spec.times(), timeout, spec.versionHeader()));
        return new Condition(answer.verdict() == HealthAnswer.Verdict.GOOD, answer.text());
    }
}
