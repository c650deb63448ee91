package dev.cdctl.cli.command.option;

import java.util.List;

/**
 * A word that a command takes without an option's name before it.
 *
 * @param label what it is called in help and messages: {@code RELEASE}
 * @param text what it is for, one sentence without a full stop
 * @param choices the only values it takes; empty when it takes any
 * @param required whether it must be there
 * @param repeatable whether it takes all words that are left; only for the last one
 */
public record Argument(String label, String text, List<String> choices, boolean required, boolean repeatable) {
    /** Copies the list. */
    public Argument {
        choices = List.copyOf(choices);
    }

    /** A word that must be there. */
    public static Argument required(String label, String text) {
        return new Argument(label, text, List.of(), true, false);
    }

    /** A word that may be left out. */
    public static Argument optional(String label, String text) {
        return new Argument(label, text, List.of(), false, false);
    }

    /** The same argument, taking only these values. */
    public Argument choices(String... values) {
        return new Argument(label, text, List.of(values), required, repeatable);
    }

    /** The same argument, taking all words that are left. */
    public Argument repeated() {
        return new Argument(label, text, choices, required, true);
    }

    /** As it stands in a line of usage: {@code COLOUR}, {@code [RELEASE]}, {@code [WORD...]}. */
    public String form() {
        String word = repeatable ? label + "..." : label;
        return required ? word : "[" + word + "]";
    }
}
