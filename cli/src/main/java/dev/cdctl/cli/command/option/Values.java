package dev.cdctl.cli.command.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed, by the name of the option or the label of the argument.
 *
 * @param typed the values of each; an empty list for a flag that was given
 * @param variables the environment, which gives some options their defaults
 */
public record Values(Map<String, List<String>> typed, Map<String, String> variables) {
    /** Copies the values. */
    public Values {
        typed = Map.copyOf(typed);
    }

    /** Nothing was typed. */
    public static Values none(Map<String, String> variables) {
        return new Values(Map.of(), variables);
    }

    /** Whether the flag was given. */
    public boolean flag(Option option) {
        return typed.containsKey(option.name());
    }

    /** The option's value: typed, or from its environment variable when that is not empty. */
    public Optional<String> value(Option option) {
        return first(option.name())
                .or(() -> Optional.ofNullable(variables.get(option.variable())).filter(text -> !text.isEmpty()));
    }

    /** All values of an option that may be given more than once. */
    public List<String> values(Option option) {
        return typed.getOrDefault(option.name(), List.of());
    }

    /** The argument, when it was given. */
    public Optional<String> value(Argument argument) {
        return first(argument.label());
    }

    /** All words of an argument that takes many. */
    public List<String> values(Argument argument) {
        return typed.getOrDefault(argument.label(), List.of());
    }

    /** The pipeline's file as the user named it, or the usual one. */
    public Path file() {
        return Path.of(value(GlobalOptions.FILE).orElse("pipeline.yaml"));
    }

    private Optional<String> first(String name) {
        return typed.getOrDefault(name, List.of()).stream().findFirst();
    }
}
