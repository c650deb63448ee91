package dev.cdctl.version;

import dev.cdctl.version.ElementPath.Step;
import dev.cdctl.version.SourceText.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An XML text with the place of every element's text and attributes. XML parsers do not tell where those begin and end,
 * hence a scanner: it knows comments, CDATA sections, processing instructions and quoted attributes, and refuses a
 * document type with declarations. Prefixes of namespaces are dropped.
 */
public final class XmlText {
    private static final Pattern ATTRIBUTE = Pattern.compile("([^\\s=/>\"']+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");

    private final String text;
    private final List<Element> elements = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();

    private XmlText(String text) {
        this.text = text;
    }

    /**
     * One element.
     *
     * @param way the elements from the root to this one
     * @param texts the pieces of its own text; several when a comment, a CDATA section or an element is in between
     * @param attributes where the value of each is, without its quotes
     * @param start where its text begins; empty when it is written as {@code <a/>}
     */
    public record Element(List<Step> way, List<Range> texts, Map<String, Range> attributes, Optional<Integer> start) {
        /** The names from the root to this one, with slashes in between. */
        public String path() {
            return String.join("/", way.stream().map(Step::name).toList());
        }
    }

    /** Why a text is not XML. */
    public static final class Damaged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Damaged(int line, String why) {
            super("line " + line + " is not XML: " + why);
        }
    }

    /**
     * Reads a text.
     *
     * @throws Damaged when it is not well-formed
     */
    public static XmlText parse(String text) {
        XmlText xml = new XmlText(text);
        xml.scan();
        return xml;
    }

    /** Every element, in the order of their beginnings. */
    public List<Element> elements() {
        return List.copyOf(elements);
    }

    /** The places of the texts and attributes that a path leads to; an element without any place is left out. */
    public List<Range> places(ElementPath path) {
        return elements.stream()
                .filter(element -> path.leadsTo(element.way()))
                .flatMap(element -> path
                        .attribute()
                        .map(name -> Optional.ofNullable(element.attributes().get(name)))
                        .orElseGet(() -> place(element))
                        .stream())
                .toList();
    }

    /** Where the whole text of an element is, without the spaces around it; empty when it is in several pieces. */
    public Optional<Range> place(Element element) {
        List<Range> filled = element.texts().stream()
                .map(this::trim)
                .filter(range -> range.from() < range.to())
                .toList();
        return filled.isEmpty()
                ? element.start().map(start -> new Range(start, start))
                : filled.size() == 1 ? Optional.of(filled.get(0)) : Optional.empty();
    }

    /** The same range without the white space at its ends. */
    Range trim(Range range) {
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

    /** An element that is not closed yet, and how many of each name it has so far. */
    private record Open(Element element, Map<String, Integer> children) {}

    private void scan() {
        int at = 0;
        while (at < text.length()) {
            int tag = text.indexOf('<', at);
            keep(new Range(at, tag < 0 ? text.length() : tag));
            at = tag < 0 ? text.length() : markup(tag);
        }
        if (!open.isEmpty()) {
            List<Step> way = open.getLast().element().way();
            throw damaged(text.length(), "<" + way.get(way.size() - 1).name() + "> is never closed");
        }
    }

    /** Reads what begins with {@code <} there, and gives the place after it. */
    private int markup(int at) {
        if (text.startsWith("<!--", at)) {
            return after("-->", at + 4);
        }
        if (text.startsWith("<![CDATA[", at)) {
            int end = after("]]>", at);
            keep(new Range(at + 9, end - 3));
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
            close(name(at + 2, end), at);
        } else {
            open(at, end);
        }
        return end;
    }

    private void open(int at, int end) {
        boolean empty = text.charAt(end - 2) == '/';
        String name = name(at + 1, end);
        List<Step> way = new ArrayList<>();
        int ordinal = 1;
        if (!open.isEmpty()) {
            way.addAll(open.getLast().element().way());
            ordinal = open.getLast().children().merge(name, 1, Integer::sum);
        }
        way.add(new Step(name, ordinal));
        Element element = new Element(
                List.copyOf(way), new ArrayList<>(), attributes(at, end), empty ? Optional.empty() : Optional.of(end));
        elements.add(element);
        if (!empty) {
            open.addLast(new Open(element, new HashMap<>()));
        }
    }

    private Map<String, Range> attributes(int at, int end) {
        Map<String, Range> attributes = new LinkedHashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(text).region(at, end);
        while (matcher.find()) {
            int group = matcher.start(2) < 0 ? 3 : 2;
            attributes.put(withoutPrefix(matcher.group(1)), new Range(matcher.start(group), matcher.end(group)));
        }
        return attributes;
    }

    private void close(String closed, int at) {
        Optional<Open> last = Optional.ofNullable(open.pollLast());
        List<Step> way = last.map(found -> found.element().way()).orElse(List.of());
        if (way.isEmpty() || !closed.equals(way.get(way.size() - 1).name())) {
            throw damaged(at, "</" + closed + "> closes nothing");
        }
    }

    private void keep(Range range) {
        if (!open.isEmpty() && range.from() < range.to()) {
            open.getLast().element().texts().add(range);
        }
    }

    private String name(int from, int end) {
        int to = from;
        while (to < end && !Character.isWhitespace(text.charAt(to)) && "/>".indexOf(text.charAt(to)) < 0) {
            to++;
        }
        return withoutPrefix(text.substring(from, to));
    }

    private static String withoutPrefix(String name) {
        return name.substring(name.indexOf(':') + 1);
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

    private Damaged damaged(int at, String why) {
        int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        return new Damaged(line, why);
    }
}
