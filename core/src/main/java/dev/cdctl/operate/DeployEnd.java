package dev.cdctl.operate;

import dev.cdctl.history.Deployment.Outcome;
import dev.cdctl.model.Failure;

/** What the history says of a deployment that ended with a failure. */
public final class DeployEnd {
    private DeployEnd() {}

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
