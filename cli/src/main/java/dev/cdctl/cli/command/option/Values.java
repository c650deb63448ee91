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
    private static final String USUAL = "pipeline.yaml";
    /** How the address of a store begins; looked at here, so that a file costs no more than that. */
    private static final List<String> STORES = List.of("file:", "ssh:", "consul:", "etcd:");

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

    /** The pipeline as the user named it, or the usual one: a file, or a store's address. */
    public String pipeline() {
        return value(GlobalOptions.FILE).orElse(USUAL);
    }

    /** The pipeline's file as the user named it, or the usual one; that also when a store was named. */
    public Path file() {
        return Path.of(store().isPresent() ? USUAL : pipeline());
    }

    /** The address of the store that was named in the place of the pipeline's file. */
    public Optional<String> store() {
        String named = pipeline();
        for (String scheme : STORES) {
            if (named.startsWith(scheme)) {
                return Optional.of(named);
            }
        }
        return Optional.empty();
    }

    private Optional<String> first(String name) {
        return typed.getOrDefault(name, List.of()).stream().findFirst();
    }
}
