package dev.cdctl.cli;

import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.command.option.Values;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Reads what was typed after a command. The only class that knows picocli, and it declares everything by program: its
 * annotations cost more time at start-up than the rest of a command.
 */
final class Parser {
    private final String path;
    private final Usage usage;
    private final Map<String, String> variables;

    Parser(String path, Usage usage, Map<String, String> variables) {
        this.path = path;
        this.usage = usage;
        this.variables = variables;
    }

    /**
     * What was typed.
     *
     * @throws Failure of kind USAGE
     */
    Values parse(List<String> args) {
        try {
            Values values = read(commandLine(), args);
            checkChoices(values);
            return values;
        } catch (CommandLine.UnmatchedArgumentException e) {
            throw unknownOption(e.getUnmatched().get(0));
        } catch (CommandLine.OverwrittenOptionException e) {
            throw wrong("CD-805", ((OptionSpec) e.getOverwritten()).longestName() + " was given more than once");
        } catch (CommandLine.MissingParameterException e) {
            throw wrong("CD-804", missing(e) + " needs a value");
        } catch (CommandLine.ParameterException e) {
            throw wrong("CD-804", String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /** The options that every command has, as far as they can be told from a command line that is wrong. */
    static Values globals(List<String> args, Map<String, String> variables) {
        Parser parser = new Parser("", Usage.of(), variables);
        CommandLine line = parser.commandLine();
        line.setUnmatchedArgumentsAllowed(true).setOverwrittenOptionsAllowed(true);
        try {
            Values values = parser.read(line, args);
            parser.checkChoices(values);
            return values;
        } catch (CommandLine.ParameterException | Failure e) {
            return Values.none(Map.of());
        }
    }

    /** The arguments by name; a word too many or one too few is refused. */
    private Map<String, List<String>> arguments(List<String> words) {
        Map<String, List<String>> found = new HashMap<>();
        List<String> left = words;
        for (Argument argument : usage.arguments()) {
            if (left.isEmpty() && argument.required()) {
                throw wrong("CD-804", argument.label() + " is missing");
            }
            int taken = argument.repeatable() ? left.size() : Math.min(1, left.size());
            if (taken > 0) {
                found.put(argument.label(), left.subList(0, taken));
            }
            left = left.subList(taken, left.size());
        }
        if (!left.isEmpty() && !path.isEmpty()) {
            throw wrong("CD-805", "'" + left.get(0) + "' is one word too many");
        }
        return found;
    }

    private Values read(CommandLine line, List<String> args) {
        CommandLine.ParseResult result = line.parseArgs(args.toArray(new String[0]));
        Map<String, List<String>> typed = new HashMap<>();
        for (OptionSpec option : result.matchedOptionsSet()) {
            typed.put(option.longestName(), List.copyOf(option.stringValues()));
        }
        if (!typed.containsKey(GlobalOptions.HELP.name())) {
            typed.putAll(arguments(words(result)));
        }
        return new Values(typed, variables);
    }

    private static List<String> words(CommandLine.ParseResult result) {
        return result.matchedPositionals().stream()
                .findFirst()
                .map(PositionalParamSpec::stringValues)
                .orElse(List.of());
    }

    private CommandLine commandLine() {
        CommandSpec spec = CommandSpec.create();
        for (Option option : usage.allOptions()) {
            spec.addOption(spec(option));
        }
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(String[].class)
                .build());
        return new CommandLine(spec).setExpandAtFiles(false).setInterpolateVariables(false);
    }

    private static OptionSpec spec(Option option) {
        Class<?> valued = option.repeatable() ? String[].class : String.class;
        return OptionSpec.builder(option.names().toArray(new String[0]))
                .type(option.isFlag() ? boolean.class : valued)
                .arity(option.isFlag() ? "0" : "1")
                .build();
    }

    private void checkChoices(Values values) {
        for (Option option : usage.allOptions()) {
            values.value(option).ifPresent(value -> checkChoice(option.name(), option.choices(), value));
        }
        for (Argument argument : usage.arguments()) {
            values.value(argument).ifPresent(value -> checkChoice(argument.label(), argument.choices(), value));
        }
    }

    private void checkChoice(String name, List<String> choices, String value) {
        if (!choices.isEmpty() && !choices.contains(value)) {
            Optional<String> nearest = Nearest.of(value, choices);
            throw failure(Problem.of("CD-802", "'" + value + "' is not a value of " + name)
                    .because(name + " is one of: " + String.join(", ", choices))
                    .remedy(nearest.map(word -> name + " " + word).orElse(help())));
        }
    }

    private Failure unknownOption(String typed) {
        String name = typed.replaceFirst("=.*", "");
        List<String> names = usage.allOptions().stream()
                .flatMap(option -> option.names().stream())
                .toList();
        Problem problem = Problem.of("CD-803", "unknown option '" + name + "' of cdctl " + path);
        return failure(problem.remedy(Nearest.of(name, names)
                .map(near -> "did you mean " + near + "?")
                .orElse(help())));
    }

    private static String missing(CommandLine.MissingParameterException e) {
        return e.getMissing().stream()
                .filter(OptionSpec.class::isInstance)
                .map(spec -> ((OptionSpec) spec).longestName())
                .findFirst()
                .orElse("an option");
    }

    private Failure wrong(String code, String what) {
        return failure(Problem.of(code, what).remedy(help()));
    }

    private String help() {
        return ("cdctl help " + path).strip();
    }

    private static Failure failure(Problem problem) {
        return Failure.of(Failure.Kind.USAGE, problem);
    }
}
