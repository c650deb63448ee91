package dev.cdctl.version.stamp.kind;

import dev.cdctl.version.SourceText.Edit;
import dev.cdctl.version.SourceText.Range;
import dev.cdctl.version.place.NoPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The label {@code org.opencontainers.image.version} of a Dockerfile. A label that is a variable is stamped where the
 * variable gets its value: in ARG or ENV.
 */
record Dockerfile() implements Finder {
    private static final String LABEL = "org.opencontainers.image.version";
    private static final String VALUE = "(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|'([^'\\r\\n]*)'|((?:[^\\s\"'\\\\]|\\\\.)*+))";
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)(?::[-+][^}]*)?})");
    private static final Pattern ESCAPE =
            Pattern.compile("\\A(?:#[^\\n]*\\n)*?#[ \\t]*escape[ \\t]*=[ \\t]*`", Pattern.CASE_INSENSITIVE);
    private static final Pattern HEREDOC = Pattern.compile("<<-?(['\"]?)(\\w+)\\1");

    @Override
    public List<Edit> edits(String path, String text, Written version) {
        String plain = plain(text);
        List<Edit> edits = new ArrayList<>();
        for (Range place : places("LABEL", LABEL, plain)) {
            Matcher variable = VARIABLE.matcher(plain.substring(place.from(), place.to()));
            if (variable.matches()) {
                String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
                values(name, plain).forEach(value -> edits.add(new Edit(value, version.full())));
            } else {
                edits.add(new Edit(place, version.full()));
            }
        }
        if (edits.isEmpty()) {
            throw NoPlace.missing("it has no label " + LABEL, "write LABEL " + LABEL + "=\"0.0.0\"");
        }
        return edits.stream().distinct().toList();
    }

    private static List<Range> values(String variable, String plain) {
        List<Range> values = new ArrayList<>(places("ARG", variable, plain));
        values.addAll(places("ENV", variable, plain));
        if (values.isEmpty()) {
            throw NoPlace.missing(
                    "the label is the variable " + variable + ", which has no value here",
                    "write ARG " + variable + "=0.0.0");
        }
        return values;
    }

    /** The values of a name in the instructions of that keyword: {@code name=value}, or {@code name value} alone. */
    private static List<Range> places(String keyword, String name, String plain) {
        List<Range> places = new ArrayList<>();
        Matcher instructions = Pattern.compile(
                        "^[ \\t]*" + keyword + "[ \\t]+(.*)$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE)
                .matcher(plain);
        Pattern pair = Pattern.compile("(?<![^\\s])([\"']?)" + Pattern.quote(name) + "\\1=" + VALUE);
        Pattern alone = Pattern.compile("\\G([\"']?)" + Pattern.quote(name) + "\\1[ \\t]+" + VALUE + "[ \\t]*$");
        while (instructions.find()) {
            for (Pattern form : List.of(pair, alone)) {
                Matcher found = form.matcher(plain).region(instructions.start(1), instructions.end(1));
                while (found.find()) {
                    int group = found.start(2) >= 0 ? 2 : found.start(3) >= 0 ? 3 : 4;
                    places.add(new Range(found.start(group), found.end(group)));
                }
            }
        }
        return places;
    }

    /** Every instruction on one line, with each character where it was: what is in between becomes spaces. */
    private static String plain(String text) {
        char escape = ESCAPE.matcher(text).find() ? '`' : '\\';
        StringBuilder plain = new StringBuilder(text);
        String heredoc = "";
        boolean open = false;
        int next;
        for (int at = 0; at < text.length(); at = next) {
            int end = text.indexOf('\n', at);
            next = end < 0 ? text.length() : end + 1;
            String line = text.substring(at, next).strip();
            if (!heredoc.isEmpty()) {
                heredoc = line.equals(heredoc) ? "" : heredoc;
                blank(plain, at, next - 1);
            } else if (line.startsWith("#") || (open && line.isEmpty())) {
                blank(plain, at, open ? next : next - 1);
            } else {
                open = !line.isEmpty() && line.charAt(line.length() - 1) == escape;
                if (open) {
                    blank(plain, text.lastIndexOf(escape, next - 1), next);
                }
                heredoc = open ? "" : heredoc(line);
            }
        }
        return plain.toString();
    }

    private static String heredoc(String line) {
        Matcher matcher = HEREDOC.matcher(line);
        return matcher.find() && line.matches("(?i)(?:RUN|COPY|ADD)\\b.*") ? matcher.group(2) : "";
    }

    private static void blank(StringBuilder text, int from, int to) {
        for (int i = from; i < Math.min(to, text.length()); i++) {
            text.setCharAt(i, ' ');
        }
    }
}
