package dev.cdctl.cli;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import java.util.ArrayList;
import java.util.List;

/**
 * A command line, taken apart as far as is possible without knowing the command's own options.
 *
 * @param path the command: its first word, or two for a command below another one; empty when there is none
 * @param rest everything else, options that stood before the command included
 */
record Typed(String path, List<String> rest) {
    static Typed of(List<String> args, Catalogue catalogue) {
        int first = firstWord(args);
        if (first == args.size()) {
            return new Typed("", args);
        }
        String word = args.get(first);
        List<String> rest = new ArrayList<>(args);
        rest.remove(first);
        rest.subList(0, first).replaceAll(Typed::unambiguous);
        if (catalogue.entry(word).isEmpty()
                && first < rest.size()
                && !rest.get(first).startsWith("-")) {
            String both = word + " " + rest.get(first);
            if (catalogue.entry(both).isPresent() || !catalogue.below(word).isEmpty()) {
                rest.remove(first);
                return new Typed(both, rest);
            }
        }
        return new Typed(word, rest);
    }

    /** The place of the first word that is neither an option nor an option's value. */
    private static int firstWord(List<String> args) {
        int at = 0;
        while (at < args.size() && args.get(at).startsWith("-")) {
            at += takesNext(args.get(at)) ? 2 : 1;
        }
        return Math.min(at, args.size());
    }

    /** Before the command a short name means what it means for all; a command may have it for something else. */
    private static String unambiguous(String arg) {
        for (Option option : GlobalOptions.ALL) {
            for (String name : option.names()) {
                if (arg.equals(name)) {
                    return option.name();
                }
                if (name.length() == 2 && !option.isFlag() && arg.startsWith(name)) {
                    return option.name() + "=" + arg.substring(2).replaceFirst("^=", "");
                }
            }
        }
        return arg;
    }

    private static boolean takesNext(String arg) {
        for (Option option : GlobalOptions.ALL) {
            if (option.names().contains(arg)) {
                return !option.isFlag();
            }
        }
        return false;
    }
}
