package dev.cdctl.operate.change;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.history.Identity;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Exclusive;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Policy;
import dev.cdctl.operate.look.Drift;
import dev.cdctl.operate.look.HostTable;
import dev.cdctl.operate.look.Running;
import dev.cdctl.traffic.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Brings an earlier release back, with its run block and configuration, and today's secrets. Without a version it goes
 * to what was live before ({@link dev.cdctl.history.History#lastGood}): one rollback after another goes further back,
 * never forth again.
 */
public final class Rollback {
    private static final int LISTED = 10;
    private static final int FEWEST_DIGITS = 8;

    private final Means means;

    /** Rolls back with these means. */
    public Rollback(Means means) {
        this.means = means;
    }

    /**
     * Goes back.
     *
     * @param version to which version; to the last good one when absent
     * @throws Failure refused, when it was never live here; the message lists what was
     */
    public Deploy.Result run(Optional<String> version) {
        return HostTable.around(means, () -> back(version));
    }

    private Deploy.Result back(Optional<String> version) {
        try (Exclusive exclusive = means.hold()) {
            Optional<Deployment> finished =
                    exclusive.finished().filter(entry -> entry.kind() == Deployment.Kind.ROLLBACK);
            if (version.isEmpty() && finished.isPresent()) {
                // This command again, after it was killed: it must not go back once more.
                return new Deploy.Result(finished.get(), true);
            }
            Decision now = environment().decisions().read().orElseThrow(() -> unknown(version));
            Drift.refuse(environment(), Optional.of(now));
            String live = now.live().map(Decision.Placed::deployment).orElse("");
            Deployment target = (version.isPresent()
                            ? find(version.get())
                            : environment().history().lastGood(live))
                    .orElseThrow(() -> unknown(version));
            if (target.placed().equals(live) && !now.isShifting()) {
                return new Deploy.Result(target, false);
            }
            if (isWarm(now, target)) {
                return new Deploy.Result(
                        new Flip(means)
                                .to(exclusive, now, new Flip.Order(target.colour(), Deployment.Kind.ROLLBACK, false)),
                        true);
            }
            return new Deploy.Result(again(exclusive, now, target), true);
        }
    }

    private boolean isWarm(Decision now, Deployment target) {
        boolean inPlace = target.colour() != now.baseline();
        int webs = environment().hosts().size()
                * RunBlock.from(target.run()).roles().stream()
                        .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                        .mapToInt(RoleSpec::replicas)
                        .sum();
        long running = Running.of(environment(), target).stream()
                .filter(instance -> instance.address().isPresent())
                .count();
        return inPlace && running == webs && webs > 0 && hasTodaysSecrets(target);
    }

    /** What runs with a secret that was changed since is not good enough, unless today's cannot be read from here. */
    private boolean hasTodaysSecrets(Deployment target) {
        try {
            return target.identity().secrets().equals(secrets(target));
        } catch (Failure e) {
            return true;
        }
    }

    private Map<String, String> secrets(Deployment target) {
        return means.secrets()
                .resolve(RunBlock.from(target.run()), means.salt().get())
                .versions();
    }

    private Deployment again(Exclusive exclusive, Decision now, Deployment target) {
        if (target.kind() == Deployment.Kind.ADOPT) {
            throw Failure.refused(Problem.of(
                            "CD-737",
                            target.release().version() + " was adopted, and its containers do not run any more")
                    .because("cdctl does not know how they were started")
                    .remedy("deploy a release that was pushed: `cdctl deploy --release VERSION`"));
        }
        new Policy(means).require(means.manifests().find(target.release().digest()));
        Identity then = target.identity();
        Identity today = new Identity(then.release(), then.run(), then.config(), secrets(target));
        Deploy.Draft draft = new Deploy.Draft(Deployment.Kind.ROLLBACK, target.release(), today, List.of());
        Deployment rollback = new Deploy(means).begun(draft, Optional.of(now));
        environment().history().add(rollback);
        return new Deploy(means).carryOut(exclusive, rollback, Optional.of(now), true);
    }

    private Optional<Deployment> find(String version) {
        return good().stream()
                .filter(entry -> isNamed(entry, version))
                .findFirst()
                .flatMap(entry -> environment().history().find(entry.placed()));
    }

    /** A few digits could be a mistyped version, so the beginning of a digest has at least as many as are shown. */
    private static boolean isNamed(Deployment entry, String name) {
        String digits = name.replaceFirst("^sha256:", "");
        return entry.release().version().text().equals(name)
                || entry.id().equals(name)
                || (digits.length() >= FEWEST_DIGITS
                        && entry.release().digest().hex().startsWith(digits));
    }

    private List<Deployment> good() {
        return environment().history().latest(Integer.MAX_VALUE).stream()
                .filter(entry -> entry.outcome() == Outcome.LIVE)
                .toList();
    }

    private Failure unknown(Optional<String> version) {
        String known = good().stream()
                .map(entry -> entry.release().version().text())
                .distinct()
                .limit(LISTED)
                .collect(Collectors.joining(", "));
        String what = version.map(text -> "release '" + text + "' was never live in ")
                .orElse("there is no earlier good release in ");
        return Failure.refused(Problem.of("CD-588", what + environment().describe())
                .because(known.isEmpty() ? "nothing was live there yet" : "was live there: " + known)
                .remedy("`cdctl history` shows all; `cdctl deploy --release VERSION` deploys any pushed release"));
    }

    private Environment environment() {
        return means.environment();
    }
}
