package dev.cdctl.cli.command;

import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be typed after a command's name. The options that every command has come on top.
 *
 * @param details what a user needs to know beyond the summary, in paragraphs
 * @param arguments in the order in which they are typed
 * @param options the command's own
 * @param examples whole command lines that work
 */
public record Usage(List<String> details, List<Argument> arguments, List<Option> options, List<String> examples) {
    /** Copies the lists. */
    public Usage {
        details = List.copyOf(details);
        arguments = List.copyOf(arguments);
        options = List.copyOf(options);
        examples = List.copyOf(examples);
    }

    /** A usage with these paragraphs and nothing to type yet. */
    public static Usage of(String... details) {
        return new Usage(List.of(details), List.of(), List.of(), List.of());
    }

    /** The same usage with one more argument. */
    public Usage with(Argument argument) {
        return new Usage(details, plus(arguments, argument), options, examples);
    }

    /** The same usage with more options. */
    public Usage with(Option... more) {
        List<Option> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Usage(details, arguments, all, examples);
    }

    /** The same usage with one more example. */
    public Usage example(String line) {
        return new Usage(details, arguments, options, plus(examples, line));
    }

    /**
     * The command's own options, then those that every command has and that it has no other of that name for. A short name
     * that the command has for something else means that.
     */
    public List<Option> allOptions() {
        List<Option> all = new ArrayList<>(options);
        Set<String> own = new HashSet<>();
        options.forEach(option -> own.addAll(option.names()));
        for (Option global : GlobalOptions.ALL) {
            if (!own.contains(global.name())) {
                all.add(global.without(own));
            }
        }
        return all;
    }

    private static <T> List<T> plus(List<T> list, T last) {
        List<T> all = new ArrayList<>(list);
        all.add(last);
        return all;
    }
}
