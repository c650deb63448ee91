package dev.cdctl.cli.environment;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.history.Deployment;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Deploy;
import dev.cdctl.traffic.Decision;
import java.util.List;
import java.util.Optional;

/** {@code promote}: what is live one environment earlier. */
final class PromoteCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("The environment before is the one that `after` names in pipeline.yaml.")
                .with(DeployCommand.ALLOW_OLDER, DeployCommand.DESPITE_FREEZE)
                .with(Opening.LOCK_WAIT, Opening.TIMEOUT, Opening.NEWEST_WINS)
                .example("cdctl promote -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        EnvironmentSpec target = invocation.environment().isPresent()
                ? cdctl.environment(invocation.environment())
                : cdctl.pipeline().environments().stream()
                        .filter(spec -> spec.after().isPresent())
                        .reduce((first, second) -> second)
                        .orElseThrow(PromoteCommand::nothingBefore);
        Name before = target.after().orElseThrow(PromoteCommand::nothingBefore);
        Means source = cdctl.means(cdctl.environment(Optional.of(before)));
        String version = source.environment()
                .decisions()
                .read()
                .flatMap(Decision::live)
                .map(placed -> placed.version().text())
                .orElseThrow(() -> Failure.refused(
                        Problem.of("CD-825", "nothing is live in " + before).remedy("cdctl deploy -e " + before)));
        Means means = cdctl.means(target);
        return Deployments.answer(
                "promote",
                means,
                new Deploy(means)
                        .newestWins(invocation.flag(Opening.NEWEST_WINS))
                        .run(new Deploy.Request(
                                cdctl.release(Optional.of(version)),
                                Deployment.Kind.PROMOTE,
                                true,
                                false,
                                invocation.flag(DeployCommand.ALLOW_OLDER),
                                invocation.value(DeployCommand.DESPITE_FREEZE),
                                List.of())));
    }

    private static Failure nothingBefore() {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-826", "there is no environment before this one")
                        .because("`after` names it in pipeline.yaml")
                        .remedy("cdctl deploy -e NAME"));
    }
}
