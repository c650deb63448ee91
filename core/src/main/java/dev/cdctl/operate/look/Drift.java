package dev.cdctl.operate.look;

import dev.cdctl.deploy.Entrance;
import dev.cdctl.deploy.Environment;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.traffic.Decision;
import java.util.List;
import java.util.Optional;

/**
 * Where a router serves something else than what is decided. A router that fell behind is simply brought to the decision;
 * one that follows a decision which the store does not know is a riddle that only a person can solve.
 */
public final class Drift {
    private Drift() {}

    /** What a router does that was never decided here. */
    public static Optional<Problem> unknown(
            String router, Optional<Decision> decided, Decision served, String environment) {
        boolean same = decided.filter(
                        now -> now.generation() == served.generation() && now.baseline() == served.baseline())
                .isPresent();
        boolean behind =
                decided.filter(now -> now.generation() > served.generation()).isPresent();
        if (same || behind) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(
                        "CD-597",
                        router + " serves " + words(served) + ", but "
                                + decided.map(Drift::words).orElse("nothing") + " is decided")
                .because("the state was lost or is an older copy, or another state folder has used this router")
                .remedy("say which is right: `cdctl resume --keep served -e " + environment
                        + "` or `cdctl resume --keep decided -e " + environment + "`"));
    }

    /** What every router of the environment does that was never decided. */
    public static List<Problem> unknown(Environment environment, Optional<Decision> decided) {
        String name = environment.spec().name().text();
        return environment.entrances().stream()
                .map(Entrance::router)
                .flatMap(router ->
                        router.observe().flatMap(served -> unknown(router.describe(), decided, served, name)).stream())
                .toList();
    }

    /**
     * Stops a change that would be built on sand.
     *
     * @throws Failure refused, with every router that serves what was never decided
     */
    public static void refuse(Environment environment, Optional<Decision> decided) {
        List<Problem> problems = unknown(environment, decided);
        if (!problems.isEmpty()) {
            throw Failure.of(Failure.Kind.REFUSED, problems);
        }
    }

    private static String words(Decision decision) {
        return "generation " + decision.generation() + " ("
                + decision.baseline().word()
                + decision.live().map(placed -> ", " + placed.version()).orElse("") + ")";
    }
}
