package dev.cdctl.cli.environment;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Deployments;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.operate.Means;
import dev.cdctl.operate.change.Rollback;

/** {@code rollback}: one command back. */
final class RollbackCommand implements Command {
    private static final Argument VERSION =
            Argument.optional("VERSION", "To which version, digest or deployment; to the last good one when left out");

    @Override
    public Usage usage() {
        return Usage.of(
                        "What is still warm goes live at once; what is not is started again first.",
                        "The run block and the configuration of then come back, with today's secrets.")
                .with(VERSION)
                .with(Opening.LOCK_WAIT, Opening.TIMEOUT)
                .example("cdctl rollback -e production")
                .example("cdctl rollback 1.4.1 -e production");
    }

    @Override
    public Answer run(Invocation invocation) {
        Means means = Opening.named(invocation);
        return Deployments.answer("rollback", means, new Rollback(means).run(invocation.value(VERSION)));
    }
}
