package dev.cdctl.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown page of the repository.
 *
 * @param name relative to the repository
 */
record Page(Path name, String text) {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    /** A code block and its language, which may be empty. */
    record Block(String language, String text) {}

    /** Every page that people read: those at the top, those in docs and those beside examples and benchmarks. */
    static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        for (String folder : List.of("", "docs", "examples", "bench")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder), folder.isEmpty() ? 1 : 9)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".md")).toList()) {
                    pages.add(read(ROOT.relativize(file).toString()));
                }
            }
        }
        return pages;
    }

    static Page read(String name) throws IOException {
        return new Page(Path.of(name), Files.readString(ROOT.resolve(name)));
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    /** Where its links lead, those to other sites left out. */
    List<String> links() {
        return found(LINK, BLOCK.matcher(text).replaceAll("")).stream()
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** What a link can have behind its hash. */
    List<String> anchors() {
        return found(HEADING, BLOCK.matcher(text).replaceAll("")).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** What stands between the comments that name a part. */
    String part(String part) {
        return text.substring(start(part), end(part));
    }

    /** The page with another text in that part. */
    Page with(String part, String content) {
        return new Page(name, text.substring(0, start(part)) + content + text.substring(end(part)));
    }

    private int start(String part) {
        return after("<!-- " + part + " -->\n", 0);
    }

    private int end(String part) {
        String comment = "<!-- end of " + part + " -->\n";
        return after(comment, start(part)) - comment.length();
    }

    private int after(String comment, int from) {
        int at = text.indexOf(comment, from);
        if (at < 0) {
            throw new IllegalStateException(name + " has no " + comment);
        }
        return at + comment.length();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }
}
