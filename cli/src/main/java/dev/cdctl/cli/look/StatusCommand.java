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
import dev.cdctl.model.Failure;
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
                        "The exit code is 0 whatever is shown, and 4 when an environment could not be looked at, beside"
                                + " which the others are shown; with --check it is 5 when something differs from what is"
                                + " decided, for monitoring.")
                .with(CHECK)
                .example("cdctl status")
                .example("cdctl status -e production -o json");
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Shown shown = new Shown();
        List<EnvironmentSpec> all = cdctl.pipeline().environments();
        if (invocation.environment().isPresent() || all.size() == 1) {
            shown.add(cdctl, cdctl.environment(invocation.environment()));
        } else {
            all.forEach(spec -> shown.addOneOf(cdctl, spec));
        }
        Json.Obj result = Json.object()
                .put("service", cdctl.pipeline().service().text())
                .put("environments", Json.of(shown.environments))
                .put("description", Optional.of(cdctl.pipeline().description()))
                .build();
        if (!shown.unreachable.isEmpty()) {
            return new Answer("status", result, shown.lines, ExitCode.UNREACHABLE, shown.unreachable);
        }
        return invocation.flag(CHECK) && !shown.differing.isEmpty()
                ? new Answer("status", result, shown.lines, ExitCode.REFUSED, shown.differing)
                : new Answer("status", result, shown.lines);
    }

    /** What is told of the environments, one after the other. */
    private static final class Shown {
        private final List<String> lines = new ArrayList<>();
        private final List<Json> environments = new ArrayList<>();
        private final List<Problem> differing = new ArrayList<>();
        private final List<Problem> unreachable = new ArrayList<>();

        void add(Cdctl cdctl, EnvironmentSpec spec) {
            Means means = cdctl.look(spec);
            Status status = Status.of(means);
            StatusText text = new StatusText(spec.name(), status);
            status.differences().forEach(difference -> differing.add(problem(means, difference)));
            lines.addAll(text.lines());
            environments.add(text.json());
        }

        /** One that cannot be looked at hides none of the others. */
        void addOneOf(Cdctl cdctl, EnvironmentSpec spec) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            try {
                add(cdctl, spec);
            } catch (Failure e) {
                if (e.kind() != Failure.Kind.UNREACHABLE) {
                    throw e;
                }
                unreachable.addAll(e.problems());
                lines.add(StatusText.unknown(spec.name(), e));
                environments.add(StatusText.unknownJson(spec.name(), e));
            }
        }
    }

    private static Problem problem(Means means, Status.Difference difference) {
        return Problem.of("CD-599", means.environment().describe() + ": " + difference.what())
                .remedy(difference.remedy());
    }
}
