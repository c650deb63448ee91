package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;

/** {@code man}: manual pages in roff, to be shown by {@code man -l -} or kept in a folder of MANPATH. */
final class ManCommand implements Command {
    private static final Argument COMMAND = Argument.optional("COMMAND", "The command; cdctl itself unless given")
            .repeated();

    @Override
    public Usage usage() {
        return Usage.of("The page is written to stdout in the form that man reads.")
                .with(COMMAND)
                .example("cdctl man completion | man -l -")
                .example("cdctl man > ~/.local/share/man/man1/cdctl.1");
    }

    @Override
    public Answer run(Invocation invocation) {
        String path = String.join(" ", invocation.values(COMMAND));
        Manual manual = new Manual(invocation.catalogue());
        if (path.isEmpty()) {
            return Answer.ofLines("man", manual.overview());
        }
        Command command = invocation
                .catalogue()
                .create(path)
                .orElseThrow(() -> Failure.of(
                        Failure.Kind.USAGE,
                        Problem.of("CD-809", "no manual page on '" + path + "'").remedy("cdctl help")));
        return Answer.ofLines("man", manual.command(path, command.usage()));
    }
}
