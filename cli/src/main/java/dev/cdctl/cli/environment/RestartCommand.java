package dev.cdctl.cli.environment;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Deploy;
import dev.cdctl.traffic.Decision;
import java.util.List;
import java.util.Optional;

/** {@code restart}: the live release in new processes. */
final class RestartCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("The live release is deployed once more, beside itself, so that no request is lost.")
                .with(DeployCommand.DESPITE_FREEZE, Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl restart -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        Cdctl cdctl = Opening.cdctl(invocation);
        String digest = means.environment()
                .decisions()
                .read()
                .flatMap(Decision::live)
                .map(placed -> placed.digest().toString())
                .orElseThrow(() -> Failure.refused(Problem.of(
                        "CD-573",
                        "nothing is deployed to " + means.environment().describe() + " yet")));
        return Deployments.answer(
                "restart",
                means,
                new Deploy(means)
                        .run(new Deploy.Request(
                                cdctl.release(Optional.of(digest)),
                                Deployment.Kind.RESTART,
                                true,
                                true,
                                false,
                                invocation.value(DeployCommand.DESPITE_FREEZE),
                                List.of())));
    }
}
