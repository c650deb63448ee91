package dev.cdctl.cli.environment;

import dev.cdctl.Cdctl;
import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Verification;
import java.util.List;

/** {@code verify}: the environment's own checks, by hand. */
final class VerifyCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "Runs against what stands ready in the idle colour, or against the live one when nothing does.",
                        "Every deployment runs it by itself before it makes anything live.")
                .with(Opening.TIMEOUT)
                .example("cdctl verify -e integration");
    }

    @Override
    public Answer run(Invocation invocation) {
        Cdctl cdctl = Opening.cdctl(invocation);
        Means means = cdctl.means(cdctl.environment(invocation.environment()));
        Verification verification = Verification.of(means);
        cdctl.run(verification.plan());
        return new Answer(
                "verify",
                Json.object()
                        .put("environment", means.environment().spec().name().text())
                        .put("version", verification.version())
                        .put("colour", verification.colour().word())
                        .build(),
                List.of(verification.version() + " in " + verification.colour().word() + " passed"));
    }
}
