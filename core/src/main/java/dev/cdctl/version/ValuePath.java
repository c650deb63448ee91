package dev.cdctl.version;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way to a value in JSON, YAML or TOML: {@code a.b[0].c}, and {@code a["b.c"]} for a name with a dot.
 *
 * @param text as the user wrote it
 * @param steps {@code .name} for a member, {@code [0]} for an item
 */
public record ValuePath(String text, List<String> steps) {
    private static final Pattern STEP = Pattern.compile("(\\.?)([^.\\[\\]\"]+)|\\[(\\d{1,9})]|\\[\"([^\"]*)\"]");

    /** Copies the steps. */
    public ValuePath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException saying why, when it is none
     */
    public static ValuePath parse(String text) {
        List<String> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int at = 0;
        while (at < text.length()) {
            boolean fits = matcher.find(at) && matcher.start() == at;
            if (!fits || (matcher.group(2) != null && matcher.group(1).isEmpty() == (at > 0))) {
                throw new IllegalArgumentException("it is not a path from character " + (at + 1) + " on");
            }
            steps.add(step(matcher));
            at = matcher.end();
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("it is empty");
        }
        return new ValuePath(text, steps);
    }

    /** A member of that name. */
    public static String member(String name) {
        return "." + name;
    }

    /** The item of that number, from 0. */
    public static String item(int index) {
        return "[" + index + "]";
    }

    private static String step(Matcher matcher) {
        if (matcher.group(2) != null) {
            return member(matcher.group(2));
        }
        return matcher.group(3) != null ? item(Integer.parseInt(matcher.group(3))) : member(matcher.group(4));
    }
}
