package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes manual pages with the man macros, as groff_man(7) describes them. */
record Manual(Catalogue catalogue) {
    /** The page of cdctl itself: cdctl(1). */
    List<String> overview() {
        List<String> page = head("cdctl", "carries a service from commit to users, one stage per command");
        page.addAll(List.of(".SH SYNOPSIS", ".B cdctl", "COMMAND [OPTION...]", ".SH COMMANDS"));
        for (Entry entry : catalogue.entries()) {
            tag(page, "cdctl " + entry.path(), entry.summary());
        }
        options(page, "OPTIONS OF EVERY COMMAND", GlobalOptions.ALL);
        page.add(".SH EXIT STATUS");
        for (ExitCode code : ExitCode.values()) {
            tag(page, String.valueOf(code.number()), code.meaning());
        }
        page.add(".SH ENVIRONMENT");
        for (Variables variable : Variables.values()) {
            tag(page, variable.name(), variable.meaning());
        }
        return page;
    }

    /** The page of one command: cdctl-deploy(1). */
    List<String> command(String path, Usage usage) {
        String summary = catalogue.entry(path).map(Entry::summary).orElse("");
        List<String> page = head("cdctl-" + path.replace(' ', '-'), summary.toLowerCase(Locale.ROOT));
        page.addAll(List.of(".SH SYNOPSIS", escaped(HelpText.synopsis(path, usage)), ".SH DESCRIPTION"));
        page.add(escaped(summary + "."));
        usage.details().forEach(paragraph -> page.addAll(List.of(".PP", escaped(paragraph))));
        if (!usage.arguments().isEmpty()) {
            page.add(".SH ARGUMENTS");
            usage.arguments().forEach(argument -> tag(page, argument.label(), HelpText.text(argument)));
        }
        options(page, "OPTIONS", usage.allOptions());
        if (!usage.examples().isEmpty()) {
            page.addAll(List.of(".SH EXAMPLES", ".nf"));
            usage.examples().forEach(line -> page.add(escaped(line)));
            page.add(".fi");
        }
        page.addAll(List.of(".SH SEE ALSO", ".BR cdctl (1)"));
        return page;
    }

    private static List<String> head(String name, String summary) {
        String title = name.toUpperCase(Locale.ROOT);
        return new ArrayList<>(List.of(
                ".TH " + escaped(title) + " 1 \"\" cdctl", ".SH NAME", escaped(name) + " \\- " + escaped(summary)));
    }

    private static void options(List<String> page, String title, List<Option> options) {
        page.add(".SH " + title);
        options.forEach(option -> tag(page, HelpText.names(option), HelpText.text(option)));
    }

    private static void tag(List<String> page, String tag, String text) {
        page.addAll(List.of(".TP", "\\fB" + escaped(tag) + "\\fR", escaped(text) + "."));
    }

    /** Backslashes and hyphens keep their shape, and a line that begins with a dot or a quote is no request. */
    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
