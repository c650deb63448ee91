package dev.cdctl.pipeline;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Turns YAML into {@link Node}s; the only class that knows the YAML library. It reads the library's events one by one,
 * so that a hostile file is refused at the first node too many, before a tree of it exists. One document of plain
 * mappings, lists and texts is all that is read: no anchors, aliases or tags, no key twice.
 */
public final class YamlText {
    /** How many nodes a file may have, keys included. */
    static final int MOST_NODES = 10_000;

    /** How deep mappings and lists may be nested. */
    static final int DEEPEST = 30;

    /** How long a line may be; the library's time grows with the square of it. */
    static final int LONGEST_LINE = 16 * 1024;

    private final Lines lines;
    private final Parser parser;
    private int nodes;

    private YamlText(String name, String text) {
        lines = new Lines(name, text);
        parser = new ParserImpl(new StreamReader(text), options());
    }

    /**
     * Reads one document; an empty one is an empty mapping.
     *
     * @param name what problems call the file
     * @throws Failure invalid, with the first thing that is wrong
     */
    public static Node read(String name, String text) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        refuseUnprintable(name, body);
        YamlText yaml = new YamlText(name, body);
        yaml.lines.refuseLong();
        try {
            return yaml.document();
        } catch (MarkedYAMLException e) {
            throw yaml.syntax(e);
        } catch (YAMLException e) {
            throw refused(Problem.of("CD-104", "this is not YAML")
                    .at(Origin.of(name))
                    .because(String.valueOf(e.getMessage())));
        }
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(0);
        options.setAllowDuplicateKeys(false);
        options.setProcessComments(false);
        return options;
    }

    private Node document() {
        parser.getEvent();
        Event first = parser.getEvent();
        if (first.is(Event.ID.StreamEnd)) {
            return new Node.Mapping(List.of(), lines.at(0, 0));
        }
        Node root = node(parser.getEvent(), 0);
        parser.getEvent();
        Event next = parser.getEvent();
        if (!next.is(Event.ID.StreamEnd)) {
            throw unused("a second document", next);
        }
        return root;
    }

    private Node node(Event event, int depth) {
        refuseUnused(event);
        if (++nodes > MOST_NODES || depth > DEEPEST) {
            String limit = depth > DEEPEST
                    ? "is nested more than " + DEEPEST + " levels deep"
                    : "has more than " + MOST_NODES + " values";
            throw refused(Problem.of("CD-102", "the file " + limit).at(origin(event.getStartMark())));
        }
        if (event instanceof ScalarEvent scalar) {
            return scalar(scalar);
        }
        return event instanceof MappingStartEvent ? mapping(event, depth) : sequence(event, depth);
    }

    private Node.Scalar scalar(ScalarEvent event) {
        Origin origin = origin(event.getStartMark());
        if (event.getValue().indexOf('\0') >= 0 || hasLoneSurrogate(event.getValue())) {
            throw refused(Problem.of("CD-103", "a text has a character that no value can have")
                    .at(origin)
                    .because("an escape stands for NUL or for half a character"));
        }
        return new Node.Scalar(event.getValue(), !event.isPlain(), origin);
    }

    private Node mapping(Event start, int depth) {
        List<Node.Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Event event = parser.getEvent(); !event.is(Event.ID.MappingEnd); event = parser.getEvent()) {
            if (!(node(event, depth + 1) instanceof Node.Scalar key)) {
                throw refused(Problem.of("CD-104", "a key is a text, not a list or a block of keys")
                        .at(origin(event.getStartMark())));
            }
            if (!names.add(key.text())) {
                throw duplicate(key, entries);
            }
            entries.add(new Node.Entry(key, node(parser.getEvent(), depth + 1)));
        }
        return new Node.Mapping(entries, origin(start.getStartMark()));
    }

    private Node sequence(Event start, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = parser.getEvent(); !event.is(Event.ID.SequenceEnd); event = parser.getEvent()) {
            items.add(node(event, depth + 1));
        }
        return new Node.Sequence(items, origin(start.getStartMark()));
    }

    private static Failure duplicate(Node.Scalar key, List<Node.Entry> before) {
        int line = before.stream()
                .filter(entry -> entry.name().equals(key.text()))
                .findFirst()
                .map(entry -> entry.key().origin().line())
                .orElse(0);
        return refused(Problem.of("CD-105", "the key " + Reading.quote(key.text()) + " is here twice")
                .at(key.origin())
                .because("it is on line " + line + " already"));
    }

    private void refuseUnused(Event event) {
        if (event instanceof AliasEvent) {
            throw unused("an alias (*name)", event);
        }
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            throw unused("an anchor (&name)", event);
        }
        String tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : null;
        if (tag != null) {
            throw unused("a tag (!name)", event);
        }
    }

    private Failure unused(String feature, Event event) {
        return refused(Problem.of("CD-106", feature + " is not read here")
                .at(origin(event.getStartMark()))
                .because("pipeline.yaml is one document of plain keys, lists and texts"));
    }

    private Failure syntax(MarkedYAMLException e) {
        Optional<Mark> mark = Optional.ofNullable(e.getProblemMark());
        Problem problem = Problem.of("CD-104", "this is not YAML")
                .at(mark.map(this::origin).orElseGet(() -> lines.at(0, 0)))
                .because(reason(e));
        return refused(
                reason(e).contains("TAB") ? problem.remedy("indent with spaces; YAML has no tabs there") : problem);
    }

    private static String reason(MarkedYAMLException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        return (context + String.valueOf(e.getProblem()))
                .replaceAll("\\s+", " ")
                .trim();
    }

    private Origin origin(Mark mark) {
        return lines.at(mark.getLine(), mark.getColumn());
    }

    private static void refuseUnprintable(String name, String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int point = text.codePointAt(i);
            if (!StreamReader.isPrintable(point)) {
                throw refused(Problem.of("CD-103", "the file has a character that YAML does not allow")
                        .at(placeOf(name, text, i))
                        .because("it is U+" + String.format("%04X", point)));
            }
        }
    }

    /** Shows what stands before the character only, so that a terminal never gets it. */
    private static Origin placeOf(String name, String text, int index) {
        Lines before = new Lines(name, text.substring(0, index));
        int line = before.count() - 1;
        Origin start = before.at(line, 0);
        return before.at(line, start.text().codePointCount(0, start.text().length()));
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
            if (Character.isSurrogate(text.charAt(i)) && !pair) {
                return true;
            }
            i += pair ? 1 : 0;
        }
        return false;
    }

    private static Failure refused(Problem problem) {
        return Failure.of(Failure.Kind.INVALID, problem);
    }

    /** The lines of a text, cut where the YAML library counts a new one. */
    private static final class Lines {
        private final String name;
        private final List<String> lines = new ArrayList<>();

        Lines(String name, String text) {
            this.name = name;
            int start = 0;
            for (int i = 0; i < text.length(); i++) {
                if (endsLine(text, i)) {
                    lines.add(strip(text.substring(start, i)));
                    start = i + 1;
                }
            }
            lines.add(strip(text.substring(start)));
        }

        private static boolean endsLine(String text, int i) {
            return switch (text.charAt(i)) {
                case '\n', '\u0085', '\u2028', '\u2029' -> true;
                case '\r' -> i + 1 < text.length() && text.charAt(i + 1) != '\n';
                default -> false;
            };
        }

        private static String strip(String line) {
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }

        void refuseLong() {
            for (int line = 0; line < lines.size(); line++) {
                if (lines.get(line).length() > LONGEST_LINE) {
                    String start = lines.get(line).substring(0, 40) + "...";
                    throw refused(Problem.of("CD-102", "a line is longer than " + LONGEST_LINE + " characters")
                            .at(new Origin(name, line + 1, 1, start)));
                }
            }
        }

        int count() {
            return lines.size();
        }

        /** Both count from 0, as the library does. */
        Origin at(int line, int column) {
            return new Origin(name, line + 1, column + 1, line < lines.size() ? lines.get(line) : "");
        }
    }
}
