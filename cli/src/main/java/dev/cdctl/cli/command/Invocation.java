package dev.cdctl.cli.command;

import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.Durations;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.cli.command.option.Values;
import dev.cdctl.cli.console.Console;
import dev.cdctl.engine.Cancel;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a command: what was typed, and whom to talk to.
 *
 * @param path the command's name, {@code lock status}
 * @param values what was typed
 * @param console takes events, notes and questions
 * @param catalogue every command there is
 * @param cancel the wish to stop, from a signal or a closed output
 * @param folder the current folder, absolute
 */
public record Invocation(String path, Values values, Console console, Catalogue catalogue, Cancel cancel, Path folder) {
    /** The pipeline as the user named it: a file, or a store's address. */
    public String pipeline() {
        return values.pipeline();
    }

    /** The pipeline's file as the user named it; the usual one when a store was named. */
    public Path file() {
        return values.file();
    }

    /** The address of the store that was named in the place of the pipeline's file. */
    public Optional<String> store() {
        return values.store();
    }

    /**
     * The environment that was named.
     *
     * @throws Failure of kind USAGE when what was named cannot be a name
     */
    public Optional<Name> environment() {
        return values.value(GlobalOptions.ENVIRONMENT).map(text -> name(GlobalOptions.ENVIRONMENT, text));
    }

    /** Whether the flag was given. */
    public boolean flag(Option option) {
        return values.flag(option);
    }

    /** The option's value. */
    public Optional<String> value(Option option) {
        return values.value(option);
    }

    /** All values of an option that may be given more than once. */
    public List<String> values(Option option) {
        return values.values(option);
    }

    /** The argument, when it was given. */
    public Optional<String> value(Argument argument) {
        return values.value(argument);
    }

    /** An argument that must be there; the parser has seen to it. */
    public String need(Argument argument) {
        return value(argument).orElseThrow(() -> new IllegalStateException("no " + argument.label()));
    }

    /** All words of an argument that takes many. */
    public List<String> values(Argument argument) {
        return values.values(argument);
    }

    /**
     * An option's value as a time: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}.
     *
     * @throws Failure of kind USAGE when it is not one
     */
    public Optional<Duration> duration(Option option) {
        return value(option)
                .map(text ->
                        Durations.parse(text).orElseThrow(() -> bad(option, text, "a time such as 500ms, 30s or 5m")));
    }

    /**
     * An option's value as a whole number that is not negative.
     *
     * @throws Failure of kind USAGE when it is not one
     */
    public Optional<Integer> number(Option option) {
        return value(option).map(text -> {
            if (!text.matches("[0-9]{1,9}")) {
                throw bad(option, text, "a whole number");
            }
            return Integer.valueOf(text);
        });
    }

    /** The environment variables of cdctl's process. */
    public Map<String, String> variables() {
        return values.variables();
    }

    /**
     * Goes on only when a person agrees: by {@code --yes}, or by typing the word when asked.
     *
     * @param question what is going to happen, {@code remove production and everything in it}
     * @param word what has to be typed, usually the environment's name
     * @throws Failure of kind USAGE when nobody can be asked, REFUSED when the answer was another
     */
    public void confirm(String question, String word) {
        if (!flag(GlobalOptions.YES)) {
            console.confirm(question, word);
        }
    }

    private static Name name(Option option, String text) {
        if (!Name.isValid(text)) {
            throw bad(option, text, "a name of lower-case letters, digits and hyphens");
        }
        return new Name(text);
    }

    private static Failure bad(Option option, String text, String wanted) {
        return Failure.of(
                Failure.Kind.USAGE,
                Problem.of("CD-802", "'" + text + "' is not a value of " + option.name())
                        .because(option.name() + " takes " + wanted));
    }
}
