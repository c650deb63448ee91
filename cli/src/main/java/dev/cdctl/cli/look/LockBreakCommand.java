package dev.cdctl.cli.look;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.operate.Means;
import java.util.List;

/** {@code lock break}: a holder that hangs loses the lock. */
final class LockBreakCommand implements Command {
    private static final Argument ID = Argument.required("ID", "The holding to end, as cdctl lock status shows it");

    @Override
    public Usage usage() {
        return Usage.of(
                        "The former holder can decide nothing more, even when it wakes up.",
                        "What it left half-done is ended by the next command.")
                .with(ID)
                .example("cdctl lock break k3f9a2bc -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        String id = invocation.need(ID);
        if (!means.terms().locks().breakLock(means.lockName(), id)) {
            throw Failure.refused(Problem.of(
                            "CD-828", "no lock of " + means.environment().describe() + " has the ID " + id)
                    .remedy("cdctl lock status -e " + means.environment().spec().name()));
        }
        return new Answer("lock", Json.object().put("broken", id).build(), List.of("the lock " + id + " is broken"));
    }
}
