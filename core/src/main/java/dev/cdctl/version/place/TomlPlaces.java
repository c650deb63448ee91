package dev.cdctl.version.place;

import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.ValuePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the values of a TOML 1.0 text stand. It reads well-formed texts and does not prove them so. */
final class TomlPlaces {
    private static final String ENDS_VALUE = ",]}#\r\n";

    private final String text;
    private final List<Leaf> leaves = new ArrayList<>();
    private final Map<List<String>, Integer> tables = new HashMap<>();
    private int at;

    TomlPlaces(String text) {
        this.text = text;
    }

    /** Every value, in order. */
    List<Leaf> all() {
        List<String> table = List.of();
        for (skip(true); at < text.length(); skip(true)) {
            if (text.charAt(at) == '[') {
                table = header();
            } else {
                member(table);
            }
        }
        return leaves;
    }

    private List<String> header() {
        boolean array = text.startsWith("[[", at);
        at += array ? 2 : 1;
        List<String> way = new ArrayList<>();
        for (String name : key(']')) {
            way.add(name);
            // A name that is an array of tables means its last one.
            if (tables.containsKey(way)) {
                way.add(ValuePath.item(tables.get(way)));
            }
        }
        expect(array ? "]]" : "]");
        if (!array) {
            return way;
        }
        List<String> list = way.get(way.size() - 1).startsWith("[") ? way.subList(0, way.size() - 1) : way;
        int index = tables.merge(List.copyOf(list), 0, (old, zero) -> old + 1);
        return with(list, ValuePath.item(index));
    }

    private void member(List<String> table) {
        List<String> way = new ArrayList<>(table);
        way.addAll(key('='));
        expect("=");
        skip(false);
        value(way);
    }

    private List<String> key(char end) {
        List<String> names = new ArrayList<>();
        do {
            skip(false);
            int from = at;
            char quote = charHere();
            if (quote == '"' || quote == '\'') {
                string();
                names.add(ValuePath.member(text.substring(from + 1, at - 1)));
            } else {
                while (at < text.length() && isBare(text.charAt(at))) {
                    at++;
                }
                names.add(ValuePath.member(text.substring(from, at)));
            }
            if (at == from) {
                throw Damaged.at(text, at, "a name is missing");
            }
            skip(false);
        } while (passes('.'));
        if (charHere() != end) {
            throw Damaged.at(text, at, "'" + end + "' is missing");
        }
        return names;
    }

    private boolean passes(char mark) {
        boolean here = charHere() == mark;
        at += here ? 1 : 0;
        return here;
    }

    private static boolean isBare(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }

    private void value(List<String> way) {
        int from = at;
        char first = charHere();
        if (first == '"' || first == '\'') {
            boolean long3 = string();
            leaves.add(
                    long3
                            ? new Leaf(way, new Range(from, at), Leaf.Style.FIXED)
                            : new Leaf(way, new Range(from + 1, at - 1), Leaf.Style.QUOTED));
        } else if (first == '[') {
            list(way);
        } else if (first == '{') {
            inlineTable(way);
        } else {
            while (at < text.length() && ENDS_VALUE.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            int to = from + text.substring(from, at).stripTrailing().length();
            if (to == from) {
                throw Damaged.at(text, at, "a value is missing");
            }
            leaves.add(new Leaf(way, new Range(from, to), Leaf.Style.BARE));
        }
    }

    private void list(List<String> way) {
        at++;
        skip(true);
        for (int index = 0; charHere() != ']'; index++) {
            value(with(way, ValuePath.item(index)));
            skip(true);
            if (charHere() == ',') {
                at++;
                skip(true);
            }
        }
        at++;
    }

    private void inlineTable(List<String> way) {
        at++;
        skip(true);
        while (charHere() != '}') {
            member(way);
            skip(true);
            if (charHere() == ',') {
                at++;
                skip(true);
            }
        }
        at++;
    }

    /** Passes a string, and says whether it is one with three quotes. */
    private boolean string() {
        char quote = text.charAt(at);
        String three = String.valueOf(quote).repeat(3);
        boolean isLong = text.startsWith(three, at);
        int from = at;
        at += isLong ? 3 : 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && quote == '"') {
                at++;
            } else if (isLong ? text.startsWith(three, at) : c == quote) {
                at += isLong ? 3 : 1;
                while (isLong && at < text.length() && text.charAt(at) == quote) {
                    at++;
                }
                return isLong;
            } else if (c == '\n' && !isLong) {
                break;
            }
            at++;
        }
        throw Damaged.at(text, from, "a string has no end");
    }

    private void expect(String mark) {
        skip(false);
        if (!text.startsWith(mark, at)) {
            throw Damaged.at(text, at, "'" + mark + "' is missing");
        }
        at += mark.length();
    }

    private char charHere() {
        if (at >= text.length()) {
            throw Damaged.at(text, at, "it ends too early");
        }
        return text.charAt(at);
    }

    /** Passes spaces, and line ends and comments where they may be. */
    private void skip(boolean lines) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (lines && c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r'))) {
                at++;
            } else {
                return;
            }
        }
    }

    private static List<String> with(List<String> way, String step) {
        List<String> longer = new ArrayList<>(way);
        longer.add(step);
        return longer;
    }
}
