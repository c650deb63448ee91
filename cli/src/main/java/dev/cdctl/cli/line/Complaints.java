package dev.cdctl.cli.line;

import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is said about a wrong command line: failures of kind USAGE.
 *
 * @param path the command's name, with that of its group
 */
record Complaints(String path, Usage usage) {
    /** Something that only help can tell how to write. */
    Failure wrong(String code, String what) {
        return failure(Problem.of(code, what).remedy(help()));
    }

    /** An option that the command does not have, perhaps with a value behind {@code =}. */
    Failure unknownOption(String typed) {
        int end = typed.indexOf('=');
        String name = end < 0 ? typed : typed.substring(0, end);
        List<String> names = new ArrayList<>();
        for (Option option : usage.allOptions()) {
            names.addAll(option.names());
        }
        Problem problem = Problem.of("CD-803", "unknown option '" + name + "' of cdctl " + path);
        Optional<String> nearest = Nearest.of(name, names);
        return failure(
                problem.remedy(nearest.map(near -> "did you mean " + near + "?").orElse(help())));
    }

    /** A value that is not one of those that there are. */
    Failure noChoice(String name, List<String> choices, String value) {
        Optional<String> nearest = Nearest.of(value, choices);
        return failure(Problem.of("CD-802", "'" + value + "' is not a value of " + name)
                .because(name + " is one of: " + String.join(", ", choices))
                .remedy(nearest.map(word -> name + " " + word).orElse(help())));
    }

    private String help() {
        return ("cdctl help " + path).strip();
    }

    private static Failure failure(Problem problem) {
        return Failure.of(Failure.Kind.USAGE, problem);
    }
}
