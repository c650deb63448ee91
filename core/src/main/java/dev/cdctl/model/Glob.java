package dev.cdctl.model;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * A pattern for relative paths with slashes. {@code *} and {@code ?} stay within one folder, {@code **} as a whole
 * segment is any number of folders (none as well), <code>{a,b}</code> is either, a slash at the end is everything below
 * that folder. Everything else is meant literally. Matching takes time in proportion to the lengths, whatever the
 * pattern.
 */
public final class Glob {
    private static final Set<String> NEVER = Set.of(".git", ".cdctl");
    private static final int MOST_ALTERNATIVES = 1000;

    private final String text;
    private final List<List<String>> alternatives;

    private Glob(String text, List<List<String>> alternatives) {
        this.text = text;
        this.alternatives = alternatives;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException saying why, when it is empty, absolute, leads out by {@code ..}, has a
     *     backslash, or has a brace without its partner
     */
    public static Glob parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        if (text.startsWith("/")) {
            throw new IllegalArgumentException("it is absolute, but must be relative");
        }
        if (text.contains("\\")) {
            throw new IllegalArgumentException("it has a backslash; folders are separated by /");
        }
        List<String> expanded = new ArrayList<>();
        expand(text, expanded);
        return new Glob(text, expanded.stream().map(Glob::segments).toList());
    }

    /** Whether this path, relative and with slashes, is meant. */
    public boolean matches(String path) {
        String[] names = path.split("/", -1);
        return alternatives.stream()
                .anyMatch(segments -> wild(
                        segments,
                        "**",
                        Arrays.asList(names),
                        (segment, name) -> wild(symbols(segment), "*", symbols(name), Glob::symbolMatches)));
    }

    /**
     * The regular files below {@code root} that any of the patterns means, sorted by their path with slashes. Links are
     * neither followed nor returned; {@code .git} and {@code .cdctl} are left out wherever they are.
     *
     * @return paths that begin with {@code root}
     * @throws Failure when a folder cannot be read
     */
    public static List<Path> walk(Path root, List<Glob> globs) {
        try {
            Walk walk = new Walk(root.toRealPath(), globs);
            Files.walkFileTree(walk.top, walk);
            return walk.found.values().stream().map(root::resolve).toList();
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path top;
        private final List<Glob> globs;
        private final TreeMap<String, Path> found = new TreeMap<>();

        Walk(Path top, List<Glob> globs) {
            this.top = top;
            this.globs = globs;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean enter = folder.equals(top)
                    || (!never(folder) && globs.stream().anyMatch(glob -> glob.leadsInto(path(folder))));
            return enter ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = path(file);
            if (attributes.isRegularFile() && !never(file) && globs.stream().anyMatch(glob -> glob.matches(path))) {
                found.put(path, top.relativize(file));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        private String path(Path file) {
            return top.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        }

        private static boolean never(Path file) {
            Path name = file.getFileName();
            return name != null && NEVER.contains(name.toString());
        }
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }

    /** Whether something below this folder could match: compares the literal beginning only. */
    public boolean leadsInto(String folder) {
        String[] names = folder.split("/", -1);
        return alternatives.stream().anyMatch(segments -> {
            for (int i = 0; i < names.length; i++) {
                if (i >= segments.size()) {
                    return false;
                }
                String segment = segments.get(i);
                if (segment.contains("*") || segment.contains("?")) {
                    return true;
                }
                if (!segment.equals(names[i])) {
                    return false;
                }
            }
            return true;
        });
    }

    private static Failure unreadable(Path root, IOException e) {
        return Failure.failed(Problem.of("CD-200", "the files below " + root + " cannot be listed")
                        .because(String.valueOf(e.getMessage()))
                        .remedy("make the folder readable, or take it out of the repository"))
                .causedBy(e);
    }

    private static List<String> segments(String alternative) {
        List<String> segments = new ArrayList<>();
        for (String segment : alternative.split("/", -1)) {
            if (segment.equals("..")) {
                throw new IllegalArgumentException("it leads out of its folder by ..");
            }
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        if (alternative.endsWith("/")) {
            segments.add("**");
        }
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("it names no file");
        }
        if (segments.get(segments.size() - 1).equals("**")) {
            segments.add("*");
        }
        return List.copyOf(segments);
    }

    private static void expand(String text, List<String> into) {
        int open = text.indexOf('{');
        if (open < 0) {
            if (text.indexOf('}') >= 0) {
                throw new IllegalArgumentException("a } has no {");
            }
            into.add(text);
        } else {
            List<Integer> marks = marks(text, open);
            String rest = text.substring(marks.get(marks.size() - 1) + 1);
            for (int i = 1; i < marks.size(); i++) {
                expand(text.substring(0, open) + text.substring(marks.get(i - 1) + 1, marks.get(i)) + rest, into);
            }
        }
        if (into.size() > MOST_ALTERNATIVES) {
            throw new IllegalArgumentException("it has more than " + MOST_ALTERNATIVES + " alternatives");
        }
    }

    /** Where the brace at {@code open}, its commas and its partner are. */
    private static List<Integer> marks(String text, int open) {
        List<Integer> marks = new ArrayList<>(List.of(open));
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if ((c == ',' && depth == 1) || depth == 0) {
                marks.add(i);
            }
            if (depth == 0) {
                return marks;
            }
        }
        throw new IllegalArgumentException("a { has no }");
    }

    private static List<String> symbols(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }

    private static boolean symbolMatches(String symbol, String actual) {
        return symbol.equals("?") || symbol.equals(actual);
    }

    /** Wildcard matching that only ever returns to the last wildcard, which is enough and never explodes. */
    private static boolean wild(
            List<String> pattern, String any, List<String> actual, BiPredicate<String, String> matches) {
        int p = 0;
        int a = 0;
        int lastAny = -1;
        int resume = 0;
        while (a < actual.size()) {
            if (p < pattern.size() && pattern.get(p).equals(any)) {
                lastAny = p++;
                resume = a;
            } else if (p < pattern.size() && matches.test(pattern.get(p), actual.get(a))) {
                p++;
                a++;
            } else if (lastAny >= 0) {
                p = lastAny + 1;
                a = ++resume;
            } else {
                return false;
            }
        }
        return pattern.subList(p, pattern.size()).stream().allMatch(any::equals);
    }
}
