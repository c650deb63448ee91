package dev.cdctl.operate;

import dev.cdctl.deploy.Environment;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.model.Failure;

/** What the history says of a deployment that ended with a failure. */
public final class DeployEnd {
    private DeployEnd() {}

    /** What was taken over by a deployment that did not go live is nobody's business any more. */
    public static void letGo(Environment environment, Deployment ended) {
        boolean uncertain = ended.outcome() == Outcome.LIVE || ended.outcome() == Outcome.NEEDS_PERSON;
        if (ended.kind() == Deployment.Kind.ADOPT && !uncertain) {
            environment.abandon(ended.id());
        }
    }

    public static Outcome of(RuntimeException thrown) {
        if (!(thrown instanceof Failure failure)) {
            return Outcome.FAILED;
        }
        return switch (failure.kind()) {
            case ROLLED_BACK -> Outcome.ROLLED_BACK;
            case NEEDS_PERSON -> Outcome.NEEDS_PERSON;
            case INTERRUPTED -> Outcome.INTERRUPTED;
            default -> Outcome.FAILED;
        };
    }
}
