package dev.cdctl.cli;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Values;
import dev.cdctl.cli.help.HelpCommand;
import dev.cdctl.cli.line.Parser;
import dev.cdctl.language.PipelineNames;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command line asks for.
 *
 * @param path the command's name
 * @param command what is to be run; one that fails with the reason when the command line is wrong
 * @param values what was typed, when it could be read
 */
record Request(String path, Command command, Optional<Values> values) {
    static Request of(Typed typed, Surroundings around) {
        Catalogue catalogue = around.catalogue();
        Map<String, String> variables = around.terminal().variables();
        try {
            Command command = find(typed, around);
            Values values = new Parser(typed.path(), command.usage(), variables).parse(typed.rest());
            Command wanted = values.flag(GlobalOptions.HELP) ? HelpCommand.about(typed.path()) : command;
            return new Request(typed.path(), wanted, Optional.of(values));
        } catch (Failure failure) {
            return withoutCommand(typed, failure, catalogue);
        }
    }

    private static Command find(Typed typed, Surroundings around) {
        Catalogue catalogue = around.catalogue();
        return catalogue.create(typed.path()).orElseThrow(() -> unknown(typed, around));
    }

    /** {@code --help} without a command is no mistake, nor is {@code lock --help}. */
    private static Request withoutCommand(Typed typed, Failure failure, Catalogue catalogue) {
        boolean known = typed.path().isEmpty() || !catalogue.below(typed.path()).isEmpty();
        boolean help = typed.rest().contains("--help") || typed.rest().contains("-h");
        Command command = known && help ? HelpCommand.about(typed.path()) : new Wrong(failure);
        return new Request(typed.path(), command, Optional.empty());
    }

    private static Failure unknown(Typed typed, Surroundings around) {
        String path = typed.path();
        Catalogue catalogue = around.catalogue();
        List<Entry> below = catalogue.below(path);
        if (path.isEmpty() || !below.isEmpty()) {
            return failure(
                    Problem.of("CD-811", path.isEmpty() ? "no command was given" : "cdctl " + path + " needs a word")
                            .because(below.isEmpty() ? "" : "there are: " + names(below))
                            .remedy(("cdctl help " + path).strip()));
        }
        Path named = Parser.globals(typed.rest(), around.terminal().variables()).file();
        List<String> stages = PipelineNames.of(around.folder().resolve(named)).stages();
        List<String> known = new ArrayList<>();
        catalogue.entries().forEach(entry -> known.add(entry.path()));
        stages.forEach(stage -> known.add("run " + stage));
        Optional<String> near = stages.contains(path) ? Optional.of("run " + path) : Nearest.of(path, known);
        return failure(Problem.of("CD-800", "unknown command '" + path + "'")
                .remedy(near.map(word -> "did you mean cdctl " + word + "?").orElse("cdctl help")));
    }

    private static String names(List<Entry> entries) {
        return String.join(", ", entries.stream().map(Entry::path).toList());
    }

    private static Failure failure(Problem problem) {
        return Failure.of(Failure.Kind.USAGE, problem);
    }
}
