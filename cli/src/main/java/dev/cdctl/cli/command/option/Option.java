package dev.cdctl.cli.command.option;

import java.util.List;
import java.util.Set;

/**
 * An option of a command, as {@code --help}, the man page, completion and the parser see it.
 *
 * @param names the long name first, then the short one: {@code --file}, {@code -f}
 * @param label what its value is called, {@code FILE}; empty for a flag
 * @param text what it is for, one sentence without a full stop
 * @param choices the only values it takes; empty when it takes any
 * @param variable the environment variable that gives its default; empty when there is none
 * @param repeatable whether it may be given more than once
 */
public record Option(
        List<String> names, String label, String text, List<String> choices, String variable, boolean repeatable) {
    /** Copies the lists. */
    public Option {
        names = List.copyOf(names);
        choices = List.copyOf(choices);
    }

    /** An option that is there or not. */
    public static Option flag(String name, String text) {
        return new Option(List.of(name), "", text, List.of(), "", false);
    }

    /** An option with a value. */
    public static Option value(String name, String label, String text) {
        return new Option(List.of(name), label, text, List.of(), "", false);
    }

    /** The same option with a short name too: {@code -f}. */
    public Option shortly(String shortName) {
        return new Option(List.of(name(), shortName), label, text, choices, variable, repeatable);
    }

    /** The same option, taking only these values. */
    public Option choices(String... values) {
        return new Option(names, label, text, List.of(values), variable, repeatable);
    }

    /** The same option with its default in an environment variable. */
    public Option variable(String environmentVariable) {
        return new Option(names, label, text, choices, environmentVariable, repeatable);
    }

    /** The same option, allowed more than once. */
    public Option repeated() {
        return new Option(names, label, text, choices, variable, true);
    }

    /** The same option without short names that mean something else. */
    public Option without(Set<String> taken) {
        List<String> left = names.stream()
                .filter(name -> name.equals(name()) || !taken.contains(name))
                .toList();
        return left.equals(names) ? this : new Option(left, label, text, choices, variable, repeatable);
    }

    /** The long name. */
    public String name() {
        return names.get(0);
    }

    /** Whether it is there or not, without a value. */
    public boolean isFlag() {
        return label.isEmpty();
    }
}
