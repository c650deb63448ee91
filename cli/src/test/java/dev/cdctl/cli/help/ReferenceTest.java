package dev.cdctl.cli.help;

import dev.cdctl.cli.Golden;
import dev.cdctl.cli.InProcess;
import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.ExitCode;
import dev.cdctl.cli.command.Section;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Argument;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/commands.md is written from the same declarations as the help. */
class ReferenceTest {
    private final StringBuilder page = new StringBuilder();

    @Test
    void thePageTellsWhatTheCommandsDeclare() throws IOException {
        Catalogue catalogue = InProcess.catalogue();
        line("# Commands", "", "Written by a test from the declarations of the commands: do not edit.");
        line("", "Every command takes these options too:", "");
        options(GlobalOptions.ALL);
        for (Section section : catalogue.sections()) {
            section(section, catalogue);
        }
        line("", "## Exit codes", "", "| code | meaning |", "|---|---|");
        for (ExitCode code : ExitCode.values()) {
            line("| " + code.number() + " | " + code.meaning() + " |");
        }
        line("", "## Environment variables", "", "| variable | meaning |", "|---|---|");
        for (Variables variable : Variables.values()) {
            line("| `" + variable.name() + "` | " + variable.meaning() + " |");
        }
        Golden.check(Path.of("../docs/commands.md"), page.toString());
    }

    private void section(Section section, Catalogue catalogue) {
        List<Entry> entries =
                section.entries().stream().filter(entry -> !entry.hidden()).toList();
        if (!entries.isEmpty()) {
            line("", "## " + section.title());
        }
        for (Entry entry : entries) {
            command(entry, catalogue.create(entry.path()).map(Command::usage).orElseThrow());
        }
    }

    private void command(Entry entry, Usage usage) {
        line("", "### cdctl " + entry.path(), "", entry.summary() + ".");
        line("", "```", HelpText.synopsis(entry.path(), usage), "```");
        usage.details().forEach(paragraph -> line("", paragraph));
        if (!usage.arguments().isEmpty() || !usage.options().isEmpty()) {
            line("");
        }
        for (Argument argument : usage.arguments()) {
            line("- `" + argument.form() + "`: " + HelpText.text(argument));
        }
        options(usage.options());
        if (!usage.examples().isEmpty()) {
            line("", "```sh");
            usage.examples().forEach(this::line);
            line("```");
        }
    }

    private void options(List<Option> options) {
        for (Option option : options) {
            line("- `" + HelpText.names(option) + "`: " + HelpText.text(option));
        }
    }

    private void line(String... lines) {
        for (String line : lines) {
            page.append(line).append('\n');
        }
    }
}
