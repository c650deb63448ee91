package dev.cdctl.version.place;

import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.ValuePath;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the values of a Java properties file stand: the grammar is that of {@link java.util.Properties#load}. */
final class PropertiesPlaces {
    /** A logical line: lines that end in an odd number of backslashes go on in the next one. */
    private static final Pattern LINE = Pattern.compile("[^\\\\\r\n]*+(?:\\\\(?:\r\n|(?s:.))[^\\\\\r\n]*+)*+");

    private static final Pattern COMMENT = Pattern.compile("[ \\t\\f]*+[#!][^\r\n]*+");
    private static final Pattern ENTRY =
            Pattern.compile("[ \\t\\f]*((?:[^\\\\=: \\t\\f]++|\\\\(?s:.))++)[ \\t\\f]*[=:]?[ \\t\\f]*((?s:.*))");
    private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-fA-F]{4})|\\\\(.)");

    private PropertiesPlaces() {}

    /** Every value; a key that is there twice has two. */
    static List<Leaf> of(String text) {
        List<Leaf> leaves = new ArrayList<>();
        Matcher comments = COMMENT.matcher(text);
        Matcher lines = LINE.matcher(text);
        for (int at = 0; at < text.length(); ) {
            // A comment does not go on in the next line.
            Matcher found = comments.region(at, text.length()).lookingAt() ? comments : lines;
            if (found == lines && lines.region(at, text.length()).lookingAt()) {
                add(lines.group(), at, leaves);
            }
            at = found.end() + 1;
        }
        return leaves;
    }

    private static void add(String line, int from, List<Leaf> leaves) {
        Matcher entry = ENTRY.matcher(line);
        if (entry.matches()) {
            boolean oneLine = line.lines().count() <= 1;
            leaves.add(new Leaf(
                    List.of(ValuePath.member(unescaped(entry.group(1)))),
                    new Range(from + entry.start(2), from + entry.end(2)),
                    oneLine ? Leaf.Style.BARE : Leaf.Style.FIXED));
        }
    }

    private static String unescaped(String key) {
        return ESCAPED.matcher(key).replaceAll(found -> {
            String code = found.group(1);
            return Matcher.quoteReplacement(
                    code == null ? found.group(2) : Character.toString(Integer.parseInt(code, 16)));
        });
    }
}
