package dev.cdctl.cli.look;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.deploy.spec.EnvironmentSpec;
import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.look.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code status}: how the environments stand, asked of what runs. */
final class StatusCommand implements Command {
    private static final Option CHECK =
            Option.flag("--check", "End with exit code 5 when something is not as it was decided");

    @Override
    public Usage usage() {
        return Usage.of(
                        "Every environment is shown when none is named. Nothing is changed.",
                        "The exit code is 0 whatever is shown; with --check it is 5 when something differs from what is"
                                + " decided, for monitoring.")
                .with(CHECK)
                .example("cdctl status")
                .example("cdctl status -e production -o json");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        List<EnvironmentSpec> wanted = invocation.environment().isPresent()
                ? List.of(cdctl.environment(invocation.environment()))
                : cdctl.pipeline().environments();
        List<String> lines = new ArrayList<>();
        List<Json> environments = new ArrayList<>();
        List<Problem> differing = new ArrayList<>();
        for (EnvironmentSpec spec : wanted) {
            Means means = cdctl.look(spec);
            Status status = Status.of(means);
            StatusText text = new StatusText(spec.name(), status);
            status.differences().forEach(difference -> differing.add(problem(means, difference)));
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(text.lines());
            environments.add(text.json());
        }
        Json.Obj result = Json.object()
                .put("service", cdctl.pipeline().service().text())
                .put("environments", Json.of(environments))
                .put("description", Optional.of(cdctl.pipeline().description()))
                .build();
        return invocation.flag(CHECK) && !differing.isEmpty()
                ? new Answer("status", result, lines, ExitCode.REFUSED, differing)
                : new Answer("status", result, lines);
    }

    private static Problem problem(Means means, Status.Difference difference) {
        return Problem.of("CD-599", means.environment().describe() + ": " + difference.what())
                .remedy(difference.remedy());
    }
}
