package dev.cdctl.pipeline;

import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;

/** The types of paths and URLs. What is relative to the repository cannot leave it. */
public final class Paths {
    private static final int LONGEST = 1024;

    private Paths() {}

    /** A file or folder of the repository. */
    public static Type<String> relative() {
        return new ScalarType<>("a path inside the repository", Types.anyScalar(), Paths::inside);
    }

    /** Files of the repository: {@code *} within a folder, {@code **} across folders, {@code ?}, {@code [ab]}, {@code {a,b}}. */
    public static Type<String> glob() {
        return new ScalarType<>("a pattern of paths inside the repository", Types.anyScalar(), text -> {
            FileSystems.getDefault().getPathMatcher("glob:" + inside(text));
            return text;
        });
    }

    /** A file anywhere on this machine, as a {@link Path}; a relative one is relative to the repository. */
    public static Type<String> anywhere() {
        return new ScalarType<>("the path of a file", Types.anyScalar(), Paths::path);
    }

    /** The path of an HTTP request, without a query. */
    public static Type<String> http() {
        return Types.of("a path such as /health", "^/", text -> {
            Types.check(text.startsWith("/") && !text.startsWith("//"), "it does not begin with one '/'");
            boolean plain = text.chars().allMatch(c -> c > ' ' && c < 127 && "\\?#\"<>^`{|}".indexOf(c) < 0);
            Types.check(plain, "it has a character that a path cannot have");
            Types.check(!hasDots(text), "it has a '..' in it");
            return text;
        });
    }

    /** {@code http://} or {@code https://}, a host, maybe a port and a path. */
    public static Type<String> url() {
        return Types.of("a URL such as https://books.example", "^https?://", Paths::checkUrl);
    }

    /**
     * A text that is a {@link #url}.
     *
     * @throws IllegalArgumentException unless it is one
     */
    public static String checkUrl(String text) {
        Types.check(text.startsWith("http://") || text.startsWith("https://"), "only http and https are known");
        URI url = URI.create(text);
        Types.check(url.getHost() != null, "it has no host");
        Types.check(url.getUserInfo() == null, "it must not hold a user or a password");
        Types.check(url.getQuery() == null && url.getFragment() == null, "it must not have a query or a fragment");
        return text;
    }

    /** {@code file:} and a folder, which may be relative to the repository and outside it. */
    public static Type<String> fileUrl() {
        return Types.of("a URL such as file:../repository or file:///srv/repository", "^file:", Paths::checkFileUrl);
    }

    /**
     * A text that is a {@link #fileUrl}.
     *
     * @throws IllegalArgumentException unless it is one
     */
    public static String checkFileUrl(String text) {
        Types.check(text.startsWith("file:"), "only file: is known");
        String rest = text.substring("file:".length());
        Types.check(!rest.isEmpty(), "it names no folder");
        Types.check(!rest.startsWith("//") || rest.startsWith("///"), "it names a host");
        path(rest);
        return text;
    }

    /** A host name or an IP address. */
    public static Type<String> host() {
        return Types.of("a host name or an IP address", "^[0-9A-Za-z.:-]+$", text -> {
            Types.check(Pattern.matches("[0-9A-Za-z]([0-9A-Za-z.-]{0,252}[0-9A-Za-z])?|[0-9A-Fa-f:.]{2,45}", text), "");
            Types.check(!text.contains(".."), "");
            return text;
        });
    }

    private static String path(String text) {
        Types.check(!text.isBlank(), "it is empty");
        Types.check(text.length() <= LONGEST, "it is longer than " + LONGEST + " characters");
        Types.check(text.codePoints().noneMatch(Character::isISOControl), "it has a control character");
        return text;
    }

    private static String inside(String text) {
        path(text);
        Types.check(text.indexOf('\\') < 0, "it has a backslash; folders are separated by '/'");
        Types.check(!text.startsWith("/"), "it is absolute");
        Types.check(!hasDrive(text), "it begins with a drive");
        Types.check(!hasDots(text), "it leads out of its folder by '..'");
        return text;
    }

    private static boolean hasDrive(String text) {
        return text.length() > 1
                && text.charAt(1) == ':'
                && (text.charAt(0) | 0x20) >= 'a'
                && (text.charAt(0) | 0x20) <= 'z';
    }

    /** Also finds dots that are only alike, such as U+FF0E, and those that a glob's braces hide. */
    private static boolean hasDots(String text) {
        String plain = text.chars().allMatch(c -> c < 128) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC);
        return List.of(plain.split("[/{},\\[\\]]", -1)).contains("..");
    }
}
