package dev.cdctl.pipeline;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replaces {@code ${NAME}} in one text; {@code $${} writes a literal <code>${</code>, any other dollar is itself. */
public final class Expansion {
    private static final int LONGEST = 128 * 1024;
    private static final int MOST_PROBLEMS = 10;

    private final Node.Scalar scalar;
    private final Map<String, String> environment;
    private final List<String> names = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    /** Prepares to replace from that environment. */
    public Expansion(Node.Scalar scalar, Map<String, String> environment) {
        this.scalar = scalar;
        this.environment = environment;
    }

    Optional<String> expand(Reading reading) {
        String result = result();
        problems.forEach(reading::add);
        return problems.isEmpty() ? Optional.of(result) : Optional.empty();
    }

    /** The names of the variables that the text uses; valid after {@link #result}. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** The text with what is known replaced. */
    public String result() {
        String text = scalar.text();
        StringBuilder result = new StringBuilder();
        int at = 0;
        for (int dollar = text.indexOf("${"); dollar >= 0; dollar = text.indexOf("${", at)) {
            if (result.length() > LONGEST || problems.size() == MOST_PROBLEMS) {
                return tooLong(result);
            }
            if (dollar > at && text.charAt(dollar - 1) == '$') {
                result.append(text, at, dollar - 1).append("${");
                at = dollar + 2;
            } else {
                result.append(text, at, dollar);
                at = replace(text, dollar, result);
            }
        }
        return result.append(text.substring(at)).toString();
    }

    private String tooLong(StringBuilder result) {
        if (problems.isEmpty()) {
            problems.add(Problem.of("CD-102", "the text is longer than " + LONGEST + " characters once it is filled in")
                    .at(scalar.origin()));
        }
        return result.toString();
    }

    /** Returns where the text goes on. */
    private int replace(String text, int dollar, StringBuilder result) {
        int end = text.indexOf('}', dollar);
        String name = end < 0 ? "" : text.substring(dollar + 2, end);
        if (!isVariable(name)) {
            problems.add(Problem.of("CD-117", "'${' without the name of a variable and '}'")
                    .at(place("${"))
                    .remedy("write ${NAME}, or $${ for a literal ${"));
            return dollar + 2;
        }
        names.add(name);
        String value = environment.get(name);
        if (value == null) {
            problems.add(Problem.of("CD-116", "the environment variable " + Reading.quote(name) + " is not set")
                    .at(place("${" + name + "}"))
                    .remedy("set it, or write $${ for a literal ${"));
        } else {
            result.append(value);
        }
        return end + 1;
    }

    /** The reference itself where it can be seen on the scalar's first line, else the scalar. */
    private Origin place(String reference) {
        Origin origin = scalar.origin();
        int found = origin.text().indexOf(reference, Math.max(0, origin.column() - 1));
        return found < 0 ? origin : new Origin(origin.source(), origin.line(), found + 1, origin.text());
    }

    /** Whether an environment variable can have this name. */
    static boolean isVariable(String name) {
        return !name.isEmpty()
                && !Character.isDigit(name.charAt(0))
                && name.chars().allMatch(c -> c == '_' || c < 128 && Character.isLetterOrDigit(c));
    }
}
