package dev.cdctl.pipeline;

import dev.cdctl.json.Json;
import dev.cdctl.model.Problem;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;

/**
 * A value that is one text.
 *
 * @param parse throws {@link IllegalArgumentException} for what is not of the form; its message is shown as the reason
 */
record ScalarType<T>(String words, Json.Obj schema, Function<String, T> parse) implements Type<T> {
    @Override
    public Optional<T> read(Node node, Reading reading) {
        if (!(node instanceof Node.Scalar scalar)) {
            reading.add(Problem.of("CD-112", "expected " + words + ", found " + node.words())
                    .at(node.origin()));
            return Optional.empty();
        }
        if (scalar.isMissing()) {
            reading.add(Problem.of("CD-115", "no value is written here, expected " + words)
                    .at(reading.origin(node)));
            return Optional.empty();
        }
        return reading.text(scalar).flatMap(text -> parsed(text, scalar, reading));
    }

    private Optional<T> parsed(String text, Node.Scalar scalar, Reading reading) {
        try {
            return Optional.of(parse.apply(text));
        } catch (Mismatch e) {
            reading.add(e.problem(text).at(scalar.origin()));
        } catch (IllegalArgumentException e) {
            String hint = text.contains("${") && !reading.expands() ? "${NAME} is not replaced in this key" : reason(e);
            reading.add(Problem.of("CD-113", Reading.quote(text) + " is not " + words)
                    .at(scalar.origin())
                    .because(hint));
        }
        return Optional.empty();
    }

    private static String reason(IllegalArgumentException e) {
        String reason = e instanceof PatternSyntaxException syntax ? syntax.getDescription() : e.getMessage();
        return Reading.harmless(String.valueOf(reason));
    }

    /** A text that has a problem of its own kind. */
    static final class Mismatch extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, Problem> problem;

        Mismatch(Function<String, Problem> problem) {
            super("mismatch");
            this.problem = problem;
        }

        Problem problem(String text) {
            return problem.apply(text);
        }
    }
}
