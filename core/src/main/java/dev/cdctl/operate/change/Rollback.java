package dev.cdctl.operate.change;

import dev.cdctl.deploy.Environment;
import dev.cdctl.deploy.spec.RoleSpec;
import dev.cdctl.deploy.spec.RunBlock;
import dev.cdctl.engine.Event;
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
import java.util.stream.Stream;

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

    /**
     * What going back would do.
     *
     * @param live what is live now
     * @param target what would be
     * @param warm whether it runs still, so that it goes live at once
     * @param configuration what differs between the configuration files of both, in lines for people
     */
    public record Foreseen(Deployment live, Deployment target, boolean warm, List<String> configuration) {
        /** Copies the lines. */
        public Foreseen {
            configuration = List.copyOf(configuration);
        }

        /** Whether anything would be done. */
        public boolean changes() {
            return !target.placed().equals(live.placed());
        }
    }

    /**
     * What {@link #run} would do, told without writing or starting anything.
     *
     * @throws Failure as {@link #run} does, when it would refuse
     */
    public Foreseen foresee(Optional<String> version) {
        Aim aim = aim(version);
        Deployment live = environment().history().find(aim.live()).orElse(aim.target());
        return new Foreseen(live, aim.target(), isWarm(aim), configuration(live, aim.target()));
    }

    /**
     * What going back is about.
     *
     * @param now by which the environment is served
     * @param live the ID of the deployment that is live; empty when none is
     * @param target what becomes live
     */
    private record Aim(Decision now, String live, Deployment target) {
        /** Whether that is live already, for all. */
        boolean isReached() {
            return target.placed().equals(live) && !now.isShifting();
        }
    }

    private Aim aim(Optional<String> version) {
        Decision now = environment().decisions().read().orElseThrow(() -> unknown(version));
        Drift.refuse(environment(), Optional.of(now));
        String live = now.live().map(Decision.Placed::deployment).orElse("");
        Deployment target = version.map(this::find)
                .orElseGet(() -> environment().history().lastGood(live))
                .orElseThrow(() -> unknown(version));
        return new Aim(now, live, target);
    }

    private List<String> configuration(Deployment live, Deployment target) {
        return means.configurations()
                .diff(live.identity().config(), target.identity().config());
    }

    /** Before anything is changed: who goes back for its code may not think of its configuration. */
    private void tellConfiguration(Aim aim) {
        Deployment target = aim.target();
        List<String> lines = environment()
                .history()
                .find(aim.live())
                .map(live -> configuration(live, target))
                .orElse(List.of());
        if (!lines.isEmpty()) {
            note("the configuration of " + target.release().version() + " comes back:");
            lines.forEach(line -> note("  " + line));
        }
    }

    private void note(String text) {
        means.terms().listener().on(new Event.Note(text));
    }

    private Deploy.Result back(Optional<String> version) {
        try (Exclusive exclusive = means.hold()) {
            Optional<Deployment> finished =
                    exclusive.finished().filter(entry -> entry.kind() == Deployment.Kind.ROLLBACK);
            if (version.isEmpty() && finished.isPresent()) {
                // This command again, after it was killed: it must not go back once more.
                return new Deploy.Result(finished.get(), true);
            }
            Aim aim = aim(version);
            if (aim.isReached()) {
                return new Deploy.Result(aim.target(), false);
            }
            tellConfiguration(aim);
            return new Deploy.Result(isWarm(aim) ? flip(exclusive, aim) : again(exclusive, aim), true);
        }
    }

    private Deployment flip(Exclusive exclusive, Aim aim) {
        return new Flip(means)
                .to(exclusive, aim.now(), new Flip.Order(aim.target().colour(), Deployment.Kind.ROLLBACK, false));
    }

    private boolean isWarm(Aim aim) {
        Deployment target = aim.target();
        boolean inPlace = target.colour() != aim.now().baseline();
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

    private Deployment again(Exclusive exclusive, Aim aim) {
        Deployment target = aim.target();
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
        Deployment rollback = new Deploy(means).begun(draft, Optional.of(aim.now()));
        environment().history().add(rollback);
        return new Deploy(means).carryOut(exclusive, rollback, Optional.of(aim.now()), true);
    }

    private Optional<Deployment> find(String version) {
        return good().filter(entry -> isNamed(entry, version))
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

    private Stream<Deployment> good() {
        return environment().history().latestFirst().filter(entry -> entry.outcome() == Outcome.LIVE);
    }

    private Failure unknown(Optional<String> version) {
        String known = good().map(entry -> entry.release().version().text())
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
