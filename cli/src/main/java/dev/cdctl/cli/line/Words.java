package dev.cdctl.cli.line;

import dev.cdctl.cli.command.option.Option;
import dev.cdctl.model.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words after a command, told apart as GNU's {@code getopt_long} does it: {@code --name value},
 * {@code --name=value}, {@code -n value}, {@code -nvalue}, flags in one word ({@code -qv}), and after {@code --} no
 * options. A value does not look like an option that there is. Not thread-safe.
 */
final class Words {
    private final Map<String, Option> known = new HashMap<>();
    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> others = new ArrayList<>();
    private final List<String> typed;
    private final Complaints complaints;
    private final boolean lenient;
    private int at;

    private Words(List<String> typed, Complaints complaints, boolean lenient) {
        this.typed = typed;
        this.complaints = complaints;
        this.lenient = lenient;
        for (Option option : complaints.usage().allOptions()) {
            option.names().forEach(name -> known.put(name, option));
        }
    }

    /**
     * Reads words that must be right.
     *
     * @throws Failure usage, about the first one that is not
     */
    static Words strict(List<String> typed, Complaints complaints) {
        return new Words(typed, complaints, false).read();
    }

    /**
     * Reads words that are known to be wrong: passes over unknown options, and takes any more than once.
     *
     * @throws Failure usage, when a value is missing all the same
     */
    static Words lenient(List<String> typed, Complaints complaints) {
        return new Words(typed, complaints, true).read();
    }

    /** The values of each option that was typed, by its long name; none for a flag. */
    Map<String, List<String>> options() {
        return options;
    }

    /** The words that are neither options nor values of options. */
    List<String> others() {
        return others;
    }

    private Words read() {
        while (at < typed.size()) {
            String word = typed.get(at++);
            if (word.equals("--")) {
                others.addAll(typed.subList(at, typed.size()));
                at = typed.size();
            } else if (word.startsWith("--")) {
                longOption(word);
            } else if (word.startsWith("-") && word.length() > 1) {
                shortOptions(word);
            } else {
                others.add(word);
            }
        }
        return this;
    }

    private void longOption(String word) {
        int end = word.indexOf('=');
        Option option = known.get(end < 0 ? word : word.substring(0, end));
        if (option == null) {
            unknown(word);
        } else if (option.isFlag() && end >= 0) {
            throw complaints.wrong("CD-804", option.name() + " takes no value");
        } else if (option.isFlag()) {
            take(option, List.of());
        } else {
            take(option, List.of(end < 0 ? next(option) : word.substring(end + 1)));
        }
    }

    private void shortOptions(String word) {
        for (int i = 1; i < word.length(); i++) {
            Option option = known.get("-" + word.charAt(i));
            if (option == null) {
                unknown(i == 1 ? word : "-" + word.substring(i));
                return;
            }
            if (!option.isFlag()) {
                take(option, List.of(value(option, word.substring(i + 1))));
                return;
            }
            if (word.startsWith("=", i + 1)) {
                throw complaints.wrong("CD-804", option.name() + " takes no value");
            }
            take(option, List.of());
        }
    }

    /** The value of a short option, of which this is the rest of the word. */
    private String value(Option option, String rest) {
        if (rest.isEmpty()) {
            return next(option);
        }
        return rest.startsWith("=") ? rest.substring(1) : rest;
    }

    private String next(Option option) {
        if (at == typed.size() || isOption(typed.get(at))) {
            throw complaints.wrong("CD-804", option.name() + " needs a value");
        }
        return typed.get(at++);
    }

    private boolean isOption(String word) {
        if (word.equals("--")) {
            return true;
        }
        int end = word.indexOf('=');
        boolean isLong = known.containsKey(end < 0 ? word : word.substring(0, end));
        return isLong || !word.startsWith("--") && word.length() > 2 && known.containsKey(word.substring(0, 2));
    }

    private void take(Option option, List<String> values) {
        List<String> before = options.get(option.name());
        if (before == null) {
            options.put(option.name(), new ArrayList<>(values));
        } else if (option.repeatable() || lenient) {
            before.addAll(values);
        } else {
            throw complaints.wrong("CD-805", option.name() + " was given more than once");
        }
    }

    private void unknown(String word) {
        if (!lenient) {
            throw complaints.unknownOption(word);
        }
    }
}
