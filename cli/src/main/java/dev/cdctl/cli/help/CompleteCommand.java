package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.language.PipelineNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** {@code __complete}: the words that can come next, one a line, each with a tab and what it means. */
final class CompleteCommand implements Command {
    private static final Argument WORDS = Argument.optional(
                    "WORD", "What was typed after cdctl; the last one is still being typed")
            .repeated();

    @Override
    public Usage usage() {
        return Usage.of().with(WORDS);
    }

    @Override
    public Answer run(Invocation invocation) {
        List<String> words = invocation.values(WORDS);
        return Answer.ofLines(
                "complete",
                new Completion(invocation.catalogue(), before -> PipelineNames.of(file(invocation, before)))
                        .words(words));
    }

    /** The file that the words name, else the usual one; names that no path can have name none. */
    private static Path file(Invocation invocation, List<String> words) {
        String named = invocation.file().toString();
        for (int at = 0; at + 1 < words.size(); at++) {
            if (GlobalOptions.FILE.names().contains(words.get(at))) {
                named = words.get(at + 1);
            }
        }
        try {
            return invocation.folder().resolve(named);
        } catch (InvalidPathException e) {
            return invocation.folder();
        }
    }
}
