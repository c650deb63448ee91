package dev.cdctl.cli;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.model.Failure;

/** Stands for a command line that cannot be run: it does nothing but say why. */
record Wrong(Failure failure) implements Command {
    @Override
    public Usage usage() {
        return Usage.of();
    }

    @Override
    public Answer run(Invocation invocation) {
        throw failure;
    }
}
