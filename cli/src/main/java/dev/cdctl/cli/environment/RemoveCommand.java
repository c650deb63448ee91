package dev.cdctl.cli.environment;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Power;
import java.util.List;

/** {@code remove}: nothing of an environment is left behind. */
final class RemoveCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of("Ends its instances, takes its routes away, and forgets its history. Pushed releases stay.")
                .with(Opening.LOCK_WAIT)
                .example("cdctl remove -e integration");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        String environment = means.environment().spec().name().text();
        invocation.confirm("remove " + means.environment().describe() + " and its history", environment);
        new Power(means).remove();
        return new Answer(
                "remove",
                Json.object().put("environment", environment).build(),
                List.of(means.environment().describe() + " is removed"));
    }
}
