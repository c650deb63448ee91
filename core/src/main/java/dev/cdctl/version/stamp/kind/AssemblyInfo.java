package dev.cdctl.version.stamp.kind;

import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version attributes of a .NET assembly in C#, Visual Basic and F#. Comments and the insides of other strings are
 * blanked out before the attributes are looked for, so they are never touched.
 */
record AssemblyInfo(Language language) {
    private static final Pattern LIST = Pattern.compile("\\bassembly\\s*:[^\\]>;]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern ATTRIBUTE = Pattern.compile(
            "\\bAssembly(File|Informational|)Version(?:Attribute)?\\s*\\(\\s*@?\"(\0*)\"", Pattern.CASE_INSENSITIVE);

    /** A string in which two quotes mean one. */
    private static final String DOUBLED = "\"[^\"]*+(?:\"\"[^\"]*+)*+\"";

    /** A string in which a backslash hides what follows. */
    private static final String ESCAPED = "\"[^\"\\\\]*+(?:\\\\(?s:.)[^\"\\\\]*+)*+\"";

    private static final String CHARACTER = "'(?:[^'\\\\]|\\\\.)'";

    /** What the language calls a comment, a string or a character. */
    enum Language {
        CSHARP(
                "//[^\\r\\n]*+|/\\*(?s:.*?)\\*/",
                "\"\"\"(?s:.*?)\"\"\"|(?:[$]?@|@[$])" + DOUBLED + "|" + ESCAPED + "|" + CHARACTER),
        VISUAL_BASIC("'[^\\r\\n]*+|(?<=^|:)[ \\t]*+(?i:rem)\\b[^\\r\\n]*+", DOUBLED),
        FSHARP(
                "//[^\\r\\n]*+|\\(\\*(?!\\))(?s:.*?)\\*\\)",
                "\"\"\"(?s:.*?)\"\"\"|@" + DOUBLED + "|" + ESCAPED + "|" + CHARACTER);

        private final Pattern blanks;

        Language(String comment, String string) {
            blanks = Pattern.compile("(" + comment + ")|" + string, Pattern.MULTILINE);
        }

        /** The language of a file of that name; C# unless the name says otherwise. */
        static Language of(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            return lower.endsWith(".vb") ? VISUAL_BASIC : lower.endsWith(".fs") ? FSHARP : CSHARP;
        }

        /** The text with comments as spaces and the insides of strings as NUL, every character at its place. */
        String blanked(String text) {
            StringBuilder blanked = new StringBuilder(text);
            Matcher matcher = blanks.matcher(text);
            for (int at = 0; at < text.length() && matcher.find(at); ) {
                at = this == FSHARP && text.startsWith("(*", matcher.start())
                        ? nestedEnd(text, matcher.start())
                        : matcher.end();
                String found = text.substring(matcher.start(), at);
                blanked.replace(matcher.start(), at, matcher.start(1) < 0 ? hollow(found) : " ".repeat(found.length()));
            }
            return blanked.toString();
        }

        /** A string with its quotes only; a character as spaces. */
        private static String hollow(String found) {
            int open = found.indexOf('"');
            return found.startsWith("'")
                    ? " ".repeat(found.length())
                    : found.substring(0, open + 1) + "\0".repeat(found.length() - open - 2) + '"';
        }

        /** Where the comment of F# that begins there ends; comments may be nested. */
        private static int nestedEnd(String text, int from) {
            int depth = 1;
            for (int i = from + 2; i < text.length(); i++) {
                boolean opens = text.startsWith("(*", i) && !text.startsWith("(*)", i);
                if (opens || text.startsWith("*)", i)) {
                    depth += opens ? 1 : -1;
                    i++;
                }
                if (depth == 0) {
                    return i + 1;
                }
            }
            return text.length();
        }
    }

    /** The edits that bring the version into this text; none when it has no such attribute. */
    List<Edit> edits(String text, Written version) {
        List<Edit> edits = new ArrayList<>();
        Matcher lists = LIST.matcher(language.blanked(text));
        while (lists.find()) {
            ATTRIBUTE.matcher(lists.group()).results().forEach(found -> edits.add(edit(found, lists.start(), version)));
        }
        return edits;
    }

    private static Edit edit(MatchResult found, int offset, Written version) {
        boolean full = found.group(1).equalsIgnoreCase("Informational");
        return new Edit(
                new Range(offset + found.start(2), offset + found.end(2)), full ? version.full() : version.numeric());
    }
}
