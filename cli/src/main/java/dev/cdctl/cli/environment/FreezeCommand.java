package dev.cdctl.cli.environment;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.history.Freeze;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import java.time.Instant;
import java.util.List;

/** {@code freeze}: nothing is deployed for a while. */
final class FreezeCommand implements Command {
    private static final Argument REASON = Argument.optional("REASON", "Why, for whoever is refused");
    private static final Option LIFT = Option.flag("--lift", "Take deployments again");

    @Override
    public Usage usage() {
        return Usage.of("A frozen environment refuses deployments with exit code 5; flip and rollback still work.")
                .with(REASON)
                .with(LIFT)
                .example("cdctl freeze \"the shop's busiest week\" -e production")
                .example("cdctl freeze --lift -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        String where = means.environment().describe();
        if (invocation.flag(LIFT)) {
            means.freeze().lift();
            return new Answer(
                    "freeze", Json.object().put("frozen", false).build(), List.of(where + " takes deployments again"));
        }
        String reason = invocation
                .value(REASON)
                .orElseThrow(() -> Failure.of(
                        Failure.Kind.USAGE,
                        Problem.of("CD-827", "a freeze needs a reason").remedy("cdctl freeze \"why\"")));
        means.freeze().set(new Freeze.Order(reason, means.caller(), Instant.now()));
        return new Answer(
                "freeze",
                Json.object().put("frozen", true).put("reason", reason).build(),
                List.of(where + " is frozen: " + reason));
    }
}
