package dev.cdctl.version;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.version.SourceText.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pom.xml as far as its version is concerned, with the place of every character. XML parsers do not tell where an
 * element's text begins and ends, hence a scanner: it knows comments, CDATA sections, processing instructions and
 * quoted attributes, and refuses a document type with declarations.
 */
public final class Pom {
    private static final String OWN = "project/version";
    private static final String PARENT = "project/parent/version";
    /** A property in a text: {@code ${revision}}; its first group is the name. */
    public static final Pattern REFERENCE = Pattern.compile("\\$\\{([^${}]*)}");

    private final String name;
    private final String text;
    private final Map<String, List<Range>> texts = new HashMap<>();

    private Pom(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * Reads a pom.
     *
     * @param name of the file, for messages
     * @throws Failure when the XML is damaged
     */
    public static Pom parse(String name, String text) {
        Pom pom = new Pom(name, text);
        pom.scan();
        return pom;
    }

    /**
     * The project's version as it is written, or its parent's when it has none of its own.
     *
     * @throws Failure when there is none
     */
    public String written() {
        return value(versionPath());
    }

    /** What stands for the property in this pom, when it is there; it may name other properties. */
    public Optional<String> property(String property) {
        String path = propertyPath(property);
        return texts.containsKey(path) ? Optional.of(value(path)) : Optional.empty();
    }

    /** The text of an element of the project: {@code artifactId}, {@code parent/artifactId}; empty without one. */
    public String element(String path) {
        return value("project/" + path);
    }

    /** Where its parent's pom is said to be, relative to this one; empty when it has none, or none here. */
    public Optional<String> parentPath() {
        if (!texts.containsKey("project/parent")) {
            return Optional.empty();
        }
        return texts.containsKey("project/parent/relativePath")
                ? Optional.of(value("project/parent/relativePath")).filter(path -> !path.isEmpty())
                : Optional.of("../pom.xml");
    }

    /** The name that messages have for this file. */
    public String name() {
        return name;
    }

    /**
     * Where the version is written: in the version element, or in the property that this consists of.
     *
     * @throws Failure when it is written in several places
     */
    public Range place() {
        String path = versionPath();
        Set<String> seen = new HashSet<>();
        for (Matcher m = REFERENCE.matcher(value(path)); m.matches(); m = REFERENCE.matcher(value(path))) {
            path = propertyPath(m.group(1));
            if (!texts.containsKey(path) || !seen.add(path)) {
                throw unknown(m.group(1));
            }
        }
        List<Range> written =
                texts.getOrDefault(path, List.of()).stream().map(this::trim).toList();
        List<Range> filled =
                written.stream().filter(range -> range.from() < range.to()).toList();
        if (filled.size() != 1 || value(path).contains("${")) {
            throw failure(
                    "CD-228",
                    "the version is put together from several parts: " + value(path),
                    "make it one" + " text, or one property such as ${revision}");
        }
        return filled.get(0);
    }

    private String versionPath() {
        String path = value(OWN).isEmpty() ? PARENT : OWN;
        if (value(path).isEmpty()) {
            throw failure("CD-213", "neither the project nor its parent has a version", "add <version> to the project");
        }
        return path;
    }

    private String value(String path) {
        StringBuilder value = new StringBuilder();
        texts.getOrDefault(path, List.of()).forEach(range -> value.append(text, range.from(), range.to()));
        return value.toString().strip();
    }

    private static String propertyPath(String property) {
        return switch (property) {
            case "project.version", "pom.version", "version" -> OWN;
            case "project.parent.version", "parent.version" -> PARENT;
            default -> "project/properties/" + property;
        };
    }

    private Range trim(Range range) {
        int from = range.from();
        int to = range.to();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (from < to && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return new Range(from, to);
    }

    private void scan() {
        Deque<String> open = new ArrayDeque<>();
        int at = 0;
        while (at < text.length()) {
            int tag = text.indexOf('<', at);
            keep(open, new Range(at, tag < 0 ? text.length() : tag));
            at = tag < 0 ? text.length() : markup(open, tag);
        }
        if (!open.isEmpty()) {
            throw damaged(text.length(), "<" + open.getLast() + "> is never closed");
        }
    }

    /** Reads what begins with {@code <} there, and gives the place after it. */
    private int markup(Deque<String> open, int at) {
        if (text.startsWith("<!--", at)) {
            return after("-->", at + 4);
        }
        if (text.startsWith("<![CDATA[", at)) {
            int end = after("]]>", at);
            keep(open, new Range(at + 9, end - 3));
            return end;
        }
        if (text.startsWith("<?", at)) {
            return after("?>", at);
        }
        int end = tagEnd(at);
        if (text.startsWith("<!", at)) {
            if (text.substring(at, end).contains("[")) {
                throw damaged(at, "a document type with declarations is not read");
            }
        } else if (text.startsWith("</", at)) {
            close(open, name(at + 2, end), at);
        } else {
            open.addLast(name(at + 1, end));
            keep(open, new Range(at, at));
            if (text.charAt(end - 2) == '/') {
                open.removeLast();
            }
        }
        return end;
    }

    private void close(Deque<String> open, String closed, int at) {
        if (!closed.equals(open.pollLast())) {
            throw damaged(at, "</" + closed + "> closes nothing");
        }
    }

    /** Remembers the text of the elements that may matter: a version, or a property. */
    private void keep(Deque<String> open, Range range) {
        if (open.size() == 2 || open.size() == 3) {
            texts.computeIfAbsent(String.join("/", open), path -> new ArrayList<>())
                    .add(range);
        }
    }

    /** An element's name without its prefix. */
    private String name(int from, int end) {
        int to = from;
        while (to < end && !Character.isWhitespace(text.charAt(to)) && "/>".indexOf(text.charAt(to)) < 0) {
            to++;
        }
        String whole = text.substring(from, to);
        return whole.substring(whole.indexOf(':') + 1);
    }

    private int tagEnd(int from) {
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i + 1;
            }
        }
        throw damaged(from, "a tag has no end");
    }

    private int after(String end, int from) {
        int found = text.indexOf(end, from);
        if (found < 0) {
            throw damaged(from, "there is no " + end);
        }
        return found + end.length();
    }

    /** The version cannot be told, because nobody says that property. */
    public Failure unknown(String property) {
        return failure(
                "CD-213",
                "the version needs ${" + property + "}, which neither this pom nor its parents here say",
                "add the property to one of them or to .mvn/maven.config, or take the version from git or a file");
    }

    private Failure damaged(int at, String why) {
        int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        return failure("CD-212", "line " + line + " is not XML: " + why, "mend the file");
    }

    private Failure failure(String code, String what, String remedy) {
        return Failure.failed(
                Problem.of(code, name + ": " + what).at(Origin.of(name)).remedy(remedy));
    }
}
