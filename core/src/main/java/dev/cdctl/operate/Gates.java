package dev.cdctl.operate;

import dev.cdctl.artifact.Evidence;
import dev.cdctl.artifact.ReleaseManifest;
import dev.cdctl.artifact.Repository;
import dev.cdctl.deploy.Environment;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Problems;
import dev.cdctl.model.Release;
import dev.cdctl.traffic.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has to be true before a release may go into an environment. All that is not is told at once. */
public final class Gates {
    /**
     * Ways round a gate, each taken on purpose and recorded.
     *
     * @param older whether an older or incomparable release may be deployed
     * @param despiteFreeze why the freeze does not count; empty when it does
     */
    public record Waiver(boolean older, Optional<String> despiteFreeze) {}

    /** The code of the gate that an earlier environment opens. */
    public static final String NOT_PASSED = "CD-584";

    private final Means means;
    private final Waiver waiver;
    private final Problems problems = new Problems();
    private final List<String> notes = new ArrayList<>();

    public Gates(Means means, Waiver waiver) {
        this.means = means;
        this.waiver = waiver;
    }

    /**
     * Checks every gate.
     *
     * @return the waivers that were needed, for the history
     * @throws Failure refused, with every gate that is closed
     */
    public List<String> pass(ReleaseManifest manifest, Optional<Decision> now) {
        closed(manifest, now);
        problems.throwIfAny(Failure.Kind.REFUSED);
        return List.copyOf(notes);
    }

    /** Every gate that is closed for that release. */
    public List<Problem> closed(ReleaseManifest manifest, Optional<Decision> now) {
        closed(now);
        predecessor(manifest);
        approval(manifest);
        new Policy(means).objection(manifest).ifPresent(problems::add);
        now.flatMap(Decision::live).ifPresent(live -> order(manifest.release(), live));
        return problems.list();
    }

    /** Every gate that is closed whatever the release is. */
    public List<Problem> closed(Optional<Decision> now) {
        freeze();
        now.filter(Decision::isShifting).ifPresent(this::shift);
        return problems.list();
    }

    private void freeze() {
        means.freeze().read().ifPresent(order -> {
            if (waiver.despiteFreeze().isPresent()) {
                notes.add("despite the freeze '" + order.reason() + "': "
                        + waiver.despiteFreeze().get());
                return;
            }
            problems.add(Problem.of("CD-582", environment().describe() + " is frozen: " + order.reason())
                    .because("by " + order.by().brief() + " since " + order.since())
                    .remedy("wait, or give a reason that is recorded: --despite-freeze \"...\""));
        });
    }

    private void shift(Decision now) {
        problems.add(Problem.of("CD-583", "a shift is open in " + environment().describe())
                .because(now.weights().of(now.baseline().other()) + " % of the traffic goes to "
                        + now.baseline().other().word())
                .remedy("end it with `cdctl flip " + now.baseline().other().word() + "` or `cdctl rollback`"));
    }

    private void predecessor(ReleaseManifest manifest) {
        environment().spec().after().ifPresent(before -> {
            if (!attested(manifest, Evidence.What.PASSED, before)) {
                problems.add(Problem.of(
                                NOT_PASSED,
                                "release " + manifest.release().brief() + " has not passed " + before + " yet")
                        .remedy("`cdctl deploy -e " + before + " --release " + manifest.version() + "` first"));
            }
        });
    }

    private void approval(ReleaseManifest manifest) {
        if (environment().spec().approval()
                && !attested(
                        manifest, Evidence.What.APPROVED, environment().spec().name())) {
            problems.add(Problem.of(
                            "CD-585",
                            "release " + manifest.release().brief() + " is not approved for "
                                    + environment().spec().name())
                    .remedy("`cdctl approve -e " + environment().spec().name() + " --release " + manifest.version()
                            + "`"));
        }
    }

    private boolean attested(ReleaseManifest manifest, Evidence.What what, Name where) {
        return attested(environment().repository(), manifest, what, where);
    }

    /** Whether the repository has evidence of that kind for that environment. */
    public static boolean attested(Repository repository, ReleaseManifest manifest, Evidence.What what, Name where) {
        return repository.evidence(manifest).stream()
                .filter(Evidence::isOne)
                .map(Evidence::from)
                .anyMatch(evidence -> evidence.what() == what
                        && evidence.environment().equals(Optional.of(where))
                        && evidence.release().equals(manifest.release().digest()));
    }

    private void order(Release release, Decision.Placed live) {
        // Where something that was adopted stands in the order of releases nobody knows.
        Optional<Release> other = environment()
                .history()
                .find(live.deployment())
                .filter(entry -> entry.kind() != Deployment.Kind.ADOPT)
                .map(Deployment::release);
        if (other.isEmpty() || other.get().digest().equals(release.digest())) {
            return;
        }
        Ancestry.Relation relation = means.ancestry().compare(release, other.get());
        if (relation == Ancestry.Relation.NEWER) {
            return;
        }
        if (waiver.older()) {
            notes.add("deployed although " + words(relation) + " " + other.get().version());
            return;
        }
        problems.add(Problem.of(
                        "CD-586",
                        "release " + release.brief() + " is " + words(relation) + " the live "
                                + other.get().brief())
                .remedy("`cdctl rollback " + release.version() + "` to go back on purpose, or --allow-older"));
    }

    private static String words(Ancestry.Relation relation) {
        return relation == Ancestry.Relation.OLDER ? "older than" : "not known to be newer than";
    }

    private Environment environment() {
        return means.environment();
    }
}
