package dev.cdctl.cli.help;

import dev.cdctl.cli.command.Catalogue;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Entry;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.language.PipelineFile;
import dev.cdctl.language.PipelineNames;
import dev.cdctl.model.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the words that can come next on a command line.
 *
 * @param pipeline gives the names in the pipeline.yaml that these words are about
 */
record Completion(Catalogue catalogue, Function<List<String>, PipelineNames> pipeline) {
    private static final String STAGE = "STAGE";
    private static final PipelineNames NONE = new PipelineNames(List.of(), List.of(), List.of());

    /** Those that begin like the last word, each with a tab and its meaning when it has one. */
    List<String> words(List<String> typed) {
        List<String> before = typed.isEmpty() ? List.of() : typed.subList(0, typed.size() - 1);
        String last = typed.isEmpty() ? "" : typed.get(typed.size() - 1);
        return candidates(before, last).stream()
                .filter(word -> word.startsWith(last))
                .distinct()
                .sorted()
                .toList();
    }

    private List<String> candidates(List<String> before, String last) {
        String path = path(before);
        Usage usage = catalogue.create(path).map(Command::usage).orElseGet(Usage::of);
        Optional<Option> open = before.isEmpty() ? Optional.empty() : valued(usage, before.get(before.size() - 1));
        if (open.isPresent()) {
            return values(open.get(), before);
        }
        if (last.startsWith("-")) {
            return usage.allOptions().stream().map(Completion::described).toList();
        }
        return path.isEmpty() || !catalogue.below(path).isEmpty()
                ? commands(path)
                : arguments(path, usage, before, last);
    }

    /** The first words of the commands, or the second ones below a first. */
    private List<String> commands(String path) {
        String head = path.isEmpty() ? "" : path + " ";
        List<String> words = new ArrayList<>();
        for (Entry entry : catalogue.entries()) {
            if (entry.path().startsWith(head)) {
                String left = entry.path().substring(head.length());
                int blank = left.indexOf(' ');
                words.add(blank < 0 ? left + "\t" + entry.summary() : left.substring(0, blank));
            }
        }
        return words;
    }

    private List<String> arguments(String path, Usage usage, List<String> before, String last) {
        if (path.equals("help") || path.equals("man")) {
            return commands("");
        }
        if (path.equals("explain")) {
            return keys(last);
        }
        return usage.arguments().stream()
                .flatMap(argument -> argument.label().equals(STAGE)
                        ? pipeline.apply(before).stages().stream()
                        : argument.choices().stream())
                .toList();
    }

    /** What an option takes; names of the pipeline where its label says so. */
    private List<String> values(Option option, List<String> before) {
        if (option.equals(GlobalOptions.ENVIRONMENT)) {
            return pipeline.apply(before).environments();
        }
        PipelineNames names = option.label().matches(STAGE + "|ROLE") ? pipeline.apply(before) : NONE;
        return switch (option.label()) {
            case STAGE ->
                Stream.concat(names.stages().stream(), names.environments().stream())
                        .toList();
            case "ROLE" -> names.roles();
            default -> option.choices();
        };
    }

    private static List<String> keys(String typed) {
        String above = typed.contains(".") ? typed.substring(0, typed.lastIndexOf('.')) : "";
        try {
            return PipelineFile.explain(above).keys().stream()
                    .map(key -> (above.isEmpty() ? "" : above + ".") + key.name() + "\t" + key.doc())
                    .toList();
        } catch (Failure e) {
            return List.of();
        }
    }

    /** The command in the words before: its name, or a first word that others stand below. */
    private String path(List<String> before) {
        List<String> words = new ArrayList<>();
        for (int at = 0; at < before.size(); at++) {
            if (!before.get(at).startsWith("-")) {
                words.add(before.get(at));
            } else if (valued(Usage.of(), before.get(at)).isPresent()) {
                at++;
            }
        }
        if (words.size() > 1
                && catalogue.entry(words.get(0) + " " + words.get(1)).isPresent()) {
            return words.get(0) + " " + words.get(1);
        }
        return words.isEmpty() ? "" : words.get(0);
    }

    private static Optional<Option> valued(Usage usage, String word) {
        return usage.allOptions().stream()
                .filter(option -> !option.isFlag() && option.names().contains(word))
                .findFirst();
    }

    private static String described(Option option) {
        return option.name() + "\t" + option.text();
    }
}
