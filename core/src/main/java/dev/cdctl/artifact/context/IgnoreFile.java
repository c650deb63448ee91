package dev.cdctl.artifact.context;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules of a {@code .dockerignore}: one pattern a line, a {@code !} takes files back in, the last one that matches
 * decides, and what is below a folder that matches, matches. Patterns as in Go's {@code filepath.Match}, with
 * {@code **} for any number of folders.
 */
record IgnoreFile(List<Rule> rules) {
    /** One line. */
    private record Rule(Pattern pattern, boolean back) {}

    /** Copies the list. */
    IgnoreFile {
        rules = List.copyOf(rules);
    }

    /**
     * The rules in that text.
     *
     * @throws IllegalArgumentException for a pattern that cannot be read, with the pattern
     */
    static IgnoreFile parse(String text) {
        List<Rule> rules = new ArrayList<>();
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        plain.lines().filter(line -> !line.startsWith("#")).map(String::strip).forEach(line -> {
            boolean back = line.startsWith("!");
            String path = clean(back ? line.substring(1).strip() : line);
            if (!path.isEmpty()) {
                rules.add(new Rule(Pattern.compile(regex(path), Pattern.DOTALL), back));
            }
        });
        return new IgnoreFile(rules);
    }

    /** Whether the file or folder of that path, relative and with slashes, is left out. */
    boolean excludes(String path) {
        boolean out = false;
        for (Rule rule : rules) {
            if (out == rule.back() && matches(rule, path)) {
                out = !rule.back();
            }
        }
        return out;
    }

    /** Whether something below a folder that is left out may come back. */
    boolean bringsBack() {
        return rules.stream().anyMatch(Rule::back);
    }

    private static boolean matches(Rule rule, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (rule.pattern().matcher(path.substring(0, end)).matches()) {
                return true;
            }
        }
        return false;
    }

    /** As Go's {@code filepath.Clean} without the slash at the beginning. */
    private static String clean(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/+")) {
            if (name.equals("..") && !names.isEmpty()) {
                names.remove(names.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }

    private static String regex(String path) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (path.startsWith("**/", i)) {
                regex.append("(.*/)?");
                i += 2;
            } else if (path.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[') {
                i = set(path, i, regex);
            } else {
                boolean escaped = c == '\\' && i + 1 < path.length();
                regex.append(Pattern.quote(String.valueOf(path.charAt(escaped ? ++i : i))));
            }
        }
        return regex.toString();
    }

    /** A set of characters; where it ends. */
    private static int set(String path, int start, StringBuilder regex) {
        int end = path.indexOf(']', start + 2);
        if (end < 0) {
            throw new IllegalArgumentException("the pattern '" + path + "' has a [ without its ]");
        }
        String inside = path.substring(start + 1, end)
                .replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("&&", "&\\&");
        regex.append("(?!/)[").append(inside).append(']');
        return end;
    }
}
