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

/** {@code up}, {@code start}, {@code stop}: whether an environment runs at all. */
final class PowerCommand implements Command {
    private final String word;

    PowerCommand(String word) {
        this.word = word;
    }

    @Override
    public Usage usage() {
        return Usage.of(
                        word.equals("stop")
                                ? "Users get 503 until cdctl start, or the next deployment."
                                : "Starts the instances of the live release that do not run, and the router when it"
                                        + " does not run.")
                .with(Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl " + word + " -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        String environment = means.environment().spec().name().text();
        if (word.equals("stop")) {
            invocation.confirm("end every instance of " + means.environment().describe(), environment);
            if (!new Power(means).stop()) {
                return answer(
                        means,
                        "never deployed",
                        means.environment().describe() + " was never deployed: there is nothing to stop");
            }
        } else {
            new Power(means).up();
        }
        String state = word.equals("stop") ? "stopped" : "up";
        return answer(means, state, means.environment().describe() + " is " + state);
    }

    private Answer answer(Means means, String state, String line) {
        return new Answer(
                word,
                Json.object()
                        .put("environment", means.environment().spec().name().text())
                        .put("state", state)
                        .build(),
                List.of(line));
    }
}
