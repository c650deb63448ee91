package dev.cdctl.cli.line;

import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.command.option.Values;
import dev.cdctl.model.Failure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what was typed after a command. By its own means: building a library's model of two dozen options costs more
 * than reading them.
 */
public final class Parser {
    private final Complaints complaints;
    private final Map<String, String> variables;

    /** Reads what may be typed after that command, given with the name of its group. */
    public Parser(String path, Usage usage, Map<String, String> variables) {
        this.complaints = new Complaints(path, usage);
        this.variables = variables;
    }

    /**
     * What was typed.
     *
     * @throws Failure of kind USAGE
     */
    public Values parse(List<String> args) {
        return values(Words.strict(args, complaints));
    }

    /** The options that every command has, as far as they can be told from a command line that is wrong. */
    public static Values globals(List<String> args, Map<String, String> variables) {
        Parser parser = new Parser("", Usage.of(), variables);
        try {
            return parser.values(Words.lenient(args, parser.complaints));
        } catch (Failure e) {
            return Values.none(Map.of());
        }
    }

    private Values values(Words words) {
        Map<String, List<String>> typed = new HashMap<>(words.options());
        if (!typed.containsKey(GlobalOptions.HELP.name())) {
            typed.putAll(arguments(words.others()));
        }
        Values values = new Values(typed, variables);
        checkChoices(values);
        return values;
    }

    /** The arguments by name; a word too many or one too few is refused. */
    private Map<String, List<String>> arguments(List<String> words) {
        Map<String, List<String>> found = new HashMap<>();
        List<String> left = words;
        for (Argument argument : complaints.usage().arguments()) {
            if (left.isEmpty() && argument.required()) {
                throw complaints.wrong("CD-804", argument.label() + " is missing");
            }
            int taken = argument.repeatable() ? left.size() : Math.min(1, left.size());
            if (taken > 0) {
                found.put(argument.label(), left.subList(0, taken));
            }
            left = left.subList(taken, left.size());
        }
        if (!left.isEmpty() && !complaints.path().isEmpty()) {
            throw complaints.wrong("CD-805", "'" + left.get(0) + "' is one word too many");
        }
        return found;
    }

    private void checkChoices(Values values) {
        for (Option option : complaints.usage().allOptions()) {
            values.value(option).ifPresent(value -> checkChoice(option.name(), option.choices(), value));
        }
        for (Argument argument : complaints.usage().arguments()) {
            values.value(argument).ifPresent(value -> checkChoice(argument.label(), argument.choices(), value));
        }
    }

    private void checkChoice(String name, List<String> choices, String value) {
        if (!choices.isEmpty() && !choices.contains(value)) {
            throw complaints.noChoice(name, choices, value);
        }
    }
}
