package dev.cdctl.version.stamp;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Version;
import dev.cdctl.version.Semver;
import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    private static final Pattern NUMBERS =
            Pattern.compile("(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:\\.(\\d+))?(?![\\d.]).*");
    private static final Pattern DEVELOPMENT = Pattern.compile("dev\\.(\\d+)\\..*|dev\\.(\\d+)");
    private static final long GREATEST = 65534;

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
    List<Edit> edits(String text, Version version) {
        List<Edit> edits = new ArrayList<>();
        Matcher lists = LIST.matcher(language.blanked(text));
        while (lists.find()) {
            ATTRIBUTE.matcher(lists.group()).results().forEach(found -> edits.add(edit(found, lists.start(), version)));
        }
        return edits;
    }

    /**
     * The four numbers that Windows and .NET compare. A release is itself with zeros; a development build after a
     * release ({@code 1.4.3-dev.5.g3f2a9c81}) is that release and the distance ({@code 1.4.2.5}), so that it lies
     * between the two; any other pre-release has the numbers of its release.
     *
     * @throws Failure when the version does not begin with numbers, or one is above 65534
     */
    static String numbers(Version version) {
        Optional<Semver> semver = Semver.parse(version.text());
        List<Long> numbers = semver.map(AssemblyInfo::numbers).orElseGet(() -> leading(version));
        if (numbers.stream().anyMatch(number -> number > GREATEST)) {
            throw noNumbers(version, "a number is above " + GREATEST);
        }
        return String.join(".", numbers.stream().map(String::valueOf).toList());
    }

    private static Edit edit(MatchResult found, int offset, Version version) {
        boolean full = found.group(1).equalsIgnoreCase("Informational");
        return new Edit(
                new Range(offset + found.start(2), offset + found.end(2)), full ? version.text() : numbers(version));
    }

    private static List<Long> numbers(Semver version) {
        Matcher development = DEVELOPMENT.matcher(String.join(".", version.pre()));
        long distance = development.matches()
                ? number(Optional.ofNullable(development.group(1)).orElse(development.group(2)))
                : 0;
        long patch = development.matches() && version.patch() > 0 ? version.patch() - 1 : version.patch();
        return List.of(version.major(), version.minor(), patch, distance);
    }

    private static List<Long> leading(Version version) {
        Matcher matcher = NUMBERS.matcher(version.text());
        if (!matcher.matches()) {
            throw noNumbers(version, "it does not begin with one to four numbers");
        }
        List<Long> numbers = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            numbers.add(number(Optional.ofNullable(matcher.group(i)).orElse("0")));
        }
        return numbers;
    }

    /** The number, or one that is too great when it has more digits than any that fits. */
    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static Failure noNumbers(Version version, String why) {
        return Failure.failed(Problem.of("CD-223", "version " + version + " cannot be an AssemblyVersion")
                .because(why)
                .remedy("use a version such as 1.4.2, or do not stamp AssemblyInfo files"));
    }
}
