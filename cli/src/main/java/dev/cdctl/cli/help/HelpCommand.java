package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** {@code help}: the overview, one command, or one of the topics that belong to no command. */
public final class HelpCommand implements Command {
    private static final Argument TOPIC = Argument.optional(
                    "TOPIC", "A command, or one of the topics exit-codes and environment")
            .repeated();

    @Override
    public Usage usage() {
        return Usage.of("Without a topic: an overview of all commands.")
                .with(TOPIC)
                .example("cdctl help completion")
                .example("cdctl help exit-codes");
    }

    @Override
    public Answer run(Invocation invocation) {
        return answer(String.join(" ", invocation.values(TOPIC)), invocation);
    }

    /** The command that tells about another one, for {@code --help}. */
    public static Command about(String path) {
        return new About(path);
    }

    private static Answer answer(String topic, Invocation invocation) {
        HelpText text = new HelpText(invocation.catalogue());
        return switch (topic) {
            case "" -> Answer.ofLines("help", text.overview());
            case "exit-codes" -> new Answer("exit-codes", ExitCodes.document(), ExitCodes.lines());
            case "environment" -> Answer.ofLines("help", Variables.lines());
            default -> Answer.ofLines("help", about(topic, text, invocation));
        };
    }

    private static List<String> about(String topic, HelpText text, Invocation invocation) {
        List<String> lines = new ArrayList<>();
        invocation.catalogue().create(topic).ifPresent(command -> lines.addAll(text.command(topic, command.usage())));
        if (lines.isEmpty()) {
            lines.addAll(text.below(topic));
        }
        if (lines.isEmpty()) {
            throw Failure.of(
                    Failure.Kind.USAGE,
                    Problem.of("CD-809", "no help on '" + topic + "'").remedy("cdctl help"));
        }
        return lines;
    }

    private record About(String path) implements Command {
        @Override
        public Usage usage() {
            return Usage.of();
        }

        @Override
        public Answer run(Invocation invocation) {
            return answer(path, invocation);
        }
    }
}
