package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Section;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import java.util.ArrayList;
import java.util.List;

/** Words help for the terminal, from the same declarations as everything else. */
record HelpText(Catalogue catalogue) {
    /** All commands, in their sections. */
    List<String> overview() {
        List<String> lines = new ArrayList<>(List.of(
                "cdctl carries a service from commit to users, one stage per command.",
                "",
                "Usage: cdctl COMMAND [OPTION...]"));
        for (Section section : catalogue.sections()) {
            List<Entry> entries = visible(section);
            if (!entries.isEmpty()) {
                lines.add("");
                lines.add(section.title() + ":");
                entries.forEach(entry -> lines.add(row(entry.path(), entry.summary())));
            }
        }
        lines.addAll(List.of(
                "", "cdctl help COMMAND tells more about one; cdctl help exit-codes and cdctl help environment, too."));
        return lines;
    }

    /** One command. */
    List<String> command(String path, Usage usage) {
        List<String> lines = new ArrayList<>();
        catalogue.entry(path).ifPresent(entry -> lines.add(entry.summary() + "."));
        lines.add("");
        lines.add("Usage: " + synopsis(path, usage));
        usage.details().forEach(paragraph -> {
            lines.add("");
            lines.addAll(Paragraphs.wrap(paragraph, 78));
        });
        block(lines, "Arguments:", usage.arguments().stream().map(HelpText::row).toList());
        block(lines, "Options:", usage.options().stream().map(HelpText::row).toList());
        block(
                lines,
                "Options of every command:",
                GlobalOptions.ALL.stream().map(HelpText::row).toList());
        block(
                lines,
                "Examples:",
                usage.examples().stream().map(line -> "  " + line).toList());
        return lines;
    }

    /** The commands below a word; nothing when there are none. */
    List<String> below(String word) {
        List<Entry> entries = catalogue.below(word);
        List<String> lines = new ArrayList<>();
        if (!entries.isEmpty()) {
            lines.add("Usage: cdctl " + word + " COMMAND [OPTION...]");
            block(
                    lines,
                    "Commands:",
                    entries.stream()
                            .map(entry -> row(entry.path(), entry.summary()))
                            .toList());
        }
        return lines;
    }

    /** The line that shows what can be typed. */
    static String synopsis(String path, Usage usage) {
        StringBuilder line = new StringBuilder("cdctl " + path);
        usage.arguments().forEach(argument -> line.append(' ').append(argument.form()));
        return line.append(" [OPTION...]").toString();
    }

    /** The names of an option and its value: {@code -f, --file FILE}. */
    static String names(Option option) {
        List<String> names = new ArrayList<>(option.names());
        java.util.Collections.reverse(names);
        return String.join(", ", names) + (option.isFlag() ? "" : " " + option.label());
    }

    /** What it is for, with what can be given and where its default comes from. */
    static String text(Option option) {
        return option.text()
                + among(option.choices())
                + (option.variable().isEmpty() ? "" : " (default from " + option.variable() + ")")
                + (option.repeatable() ? "; can be repeated" : "");
    }

    /** What it is for, with what can be given. */
    static String text(Argument argument) {
        return argument.text() + among(argument.choices());
    }

    private static String among(List<String> choices) {
        return choices.isEmpty() ? "" : ": " + String.join(", ", choices);
    }

    private static List<Entry> visible(Section section) {
        return section.entries().stream().filter(entry -> !entry.hidden()).toList();
    }

    private static void block(List<String> lines, String title, List<String> rows) {
        if (!rows.isEmpty()) {
            lines.add("");
            lines.add(title);
            lines.addAll(rows);
        }
    }

    private static String row(Option option) {
        return row(names(option), text(option));
    }

    private static String row(Argument argument) {
        return row(argument.label(), text(argument));
    }

    private static String row(String left, String right) {
        return Paragraphs.row(left, right);
    }
}
