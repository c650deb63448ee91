package dev.cdctl.operate.look;

import dev.cdctl.history.Deployment;
import dev.cdctl.model.Commit;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Release;
import dev.cdctl.operate.Gates;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.Openings;
import dev.cdctl.operate.look.Forecast.Subject;
import dev.cdctl.traffic.Decision;
import dev.cdctl.version.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what stands in the way of a deployment that is only being thought of. */
final class Obstacles {
    private final Means means;
    private final Subject subject;

    Obstacles(Means means, Subject subject) {
        this.means = means;
        this.subject = subject;
    }

    List<String> of(Optional<Decision> now, Optional<Deployment> live) {
        List<String> all = new ArrayList<>();
        holder().ifPresent(all::add);
        if (Openings.of(means.terms().journal()).isPresent()) {
            all.add("an earlier command was cut off: what it left is finished or taken back first");
        }
        means.environment().entrances().stream()
                .flatMap(entrance -> entrance.router().doubt().stream())
                .forEach(doubt -> all.add(words(doubt)));
        means.configurations()
                .oversize(means.project(), means.environment().spec().run().config())
                .map(Obstacles::words)
                .ifPresent(all::add);
        new LinkedHost(means.environment()).foreseen().map(Obstacles::words).ifPresent(all::add);
        Gates gates = new Gates(means, new Gates.Waiver(false, Optional.empty()));
        subject.pushed().map(manifest -> gates.closed(manifest, now)).orElseGet(() -> gates.closed(now)).stream()
                .filter(problem -> !isMetOnTheWay(problem))
                .forEach(problem -> all.add(words(problem)));
        if (subject.pushed().isEmpty()) {
            unbuilt(live).ifPresent(all::add);
        }
        return all;
    }

    private Optional<String> holder() {
        return means.terms()
                .locks()
                .holder(means.lockName())
                .filter(held -> held.alive())
                .map(held -> "the lock is held by " + held.owner().who() + " on "
                        + held.owner().host() + ", who runs " + held.owner().command() + " since " + held.since()
                        + (held.step().isEmpty() ? "" : ", at the step " + held.step()));
    }

    /** A release that does not exist yet cannot be approved, and is compared by its commit. */
    private Optional<String> unbuilt(Optional<Deployment> live) {
        Name name = means.environment().spec().name();
        if (means.environment().spec().approval()) {
            return Optional.of("it is not approved yet: once it is pushed, `cdctl approve -e " + name + "`");
        }
        Optional<Commit> other = live.map(Deployment::release).flatMap(Release::commit);
        Optional<Commit> own = subject.version().commit();
        if (subject.tree().isEmpty() || other.isEmpty() || own.isEmpty() || own.equals(other)) {
            return Optional.empty();
        }
        SourceTree tree = subject.tree().get();
        return tree.isAncestor(own.get(), other.get())
                ? Optional.of("it is older than the live "
                        + live.get().release().brief() + ": `cdctl rollback` to go back on purpose")
                : Optional.empty();
    }

    private boolean isMetOnTheWay(Problem problem) {
        return problem.code().equals(Gates.NOT_PASSED)
                && means.environment()
                        .spec()
                        .after()
                        .filter(subject.before()::contains)
                        .isPresent();
    }

    static String words(Problem problem) {
        String why = problem.why().isEmpty() ? "" : " (" + problem.why() + ")";
        return problem.what() + why + (problem.remedy().isEmpty() ? "" : ": " + problem.remedy());
    }
}
