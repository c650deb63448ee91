package dev.cdctl.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way to an element of XML or to one of its attributes: {@code a/b[2]/c}, {@code a/b/@version}. Prefixes of
 * namespaces are not written; a number counts the elements of that name below the same parent, from 1.
 *
 * @param text as the user wrote it
 * @param attribute the attribute; the element's own text when absent
 */
public record ElementPath(String text, List<Step> steps, Optional<String> attribute) {
    private static final Pattern STEP = Pattern.compile("([^/\\[\\]@:\\s]+)(?:\\[([1-9]\\d{0,5})])?");

    /**
     * One element on the way.
     *
     * @param ordinal which of that name; 0 for any
     */
    public record Step(String name, int ordinal) {}

    /** Copies the steps. */
    public ElementPath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException saying why, when it is none
     */
    public static ElementPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        Optional<String> attribute = Optional.empty();
        for (String part : (text.startsWith("/") ? text.substring(1) : text).split("/", -1)) {
            Matcher matcher = STEP.matcher(part.startsWith("@") ? part.substring(1) : part);
            if (!matcher.matches() || attribute.isPresent()) {
                throw new IllegalArgumentException("'" + part + "' is no step of a path");
            }
            if (part.startsWith("@")) {
                attribute = Optional.of(part.substring(1));
            } else {
                String ordinal = matcher.group(2);
                steps.add(new Step(matcher.group(1), ordinal == null ? 0 : Integer.parseInt(ordinal)));
            }
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("it names no element");
        }
        return new ElementPath(text, steps, attribute);
    }

    /** Whether these names, with which of that name each is, are this way. */
    boolean leadsTo(List<Step> way) {
        boolean fits = way.size() == steps.size();
        for (int i = 0; fits && i < steps.size(); i++) {
            Step step = steps.get(i);
            fits = step.name().equals(way.get(i).name())
                    && (step.ordinal() == 0 || step.ordinal() == way.get(i).ordinal());
        }
        return fits;
    }
}
