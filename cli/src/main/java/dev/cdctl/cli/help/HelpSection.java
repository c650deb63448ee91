package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Section;
import java.util.List;
import java.util.Optional;

/** The commands that tell about cdctl itself. */
public final class HelpSection implements Section {
    @Override
    public String title() {
        return "Help";
    }

    @Override
    public List<Entry> entries() {
        return List.of(
                Entry.of("help", "Tells how to use cdctl or one of its commands"),
                Entry.of("explain", "Tells what an error code or a key of pipeline.yaml means"),
                Entry.of("errors", "Lists every error code"),
                Entry.of("man", "Prints a manual page"),
                Entry.of("completion", "Prints the completion script for a shell"),
                Entry.hidden("__complete", "Prints the words that can come next"));
    }

    @Override
    public Optional<Command> create(String path) {
        return switch (path) {
            case "help" -> Optional.of(new HelpCommand());
            case "explain" -> Optional.of(new ExplainCommand());
            case "errors" -> Optional.of(new ErrorsCommand());
            case "man" -> Optional.of(new ManCommand());
            case "completion" -> Optional.of(new CompletionCommand());
            case "__complete" -> Optional.of(new CompleteCommand());
            default -> Optional.empty();
        };
    }
}
