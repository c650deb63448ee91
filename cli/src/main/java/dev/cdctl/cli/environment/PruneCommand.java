package dev.cdctl.cli.environment;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Prune;
import java.util.List;

/** {@code prune}: room on the disk. */
final class PruneCommand implements Command {
    private static final int KEPT = 5;
    private static final Option KEEP =
            Option.value("--keep", "NUMBER", "How many good releases stay on the machine, 5 unless given");

    @Override
    public Usage usage() {
        return Usage.of(
                        "What is live, warm, or would be the next rollback always stays.",
                        "A release that was pruned can still be rolled back to: it is fetched again.")
                .with(KEEP, Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl prune -e production --keep 3");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        List<String> kept = new Prune(means).run(invocation.number(KEEP).orElse(KEPT));
        return new Answer(
                "prune",
                Json.object().put("kept", Json.ofTexts(kept)).build(),
                List.of(kept.isEmpty() ? "nothing is there to be kept" : "kept " + String.join(", ", kept)));
    }
}
