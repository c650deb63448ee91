package dev.cdctl.version.form;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version by the rules of semver.org 2.0.0.
 *
 * @param pre the pre-release identifiers; none for a release
 * @param build what stands after the plus sign; empty when there is none
 */
public record Semver(long major, long minor, long patch, List<String> pre, String build) implements Comparable<Semver> {
    private static final String NUMBER = "(0|[1-9]\\d{0,17})";
    private static final String IDENTIFIER = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER //
            + "(?:-(" + IDENTIFIER + "(?:\\." + IDENTIFIER + ")*))?" //
            + "(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?");
    private static final int LONGEST = 128;

    /** Copies the identifiers. */
    public Semver {
        pre = List.copyOf(pre);
    }

    /** Reads a version; empty when it is none, or has a number of more than 18 digits. */
    public static Optional<Semver> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Semver(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                Optional.ofNullable(matcher.group(4))
                        .map(pre -> Arrays.asList(pre.split("\\.", -1)))
                        .orElse(List.of()),
                Optional.ofNullable(matcher.group(5)).orElse("")));
    }

    /**
     * The beginning of every version between this one and the next release: it sorts after this one and before
     * whatever is tagged next, once {@code dev} and a number are added.
     */
    public String towardsNext() {
        return pre.isEmpty()
                ? major + "." + minor + "." + (patch + 1) + "-dev"
                : major + "." + minor + "." + patch + "-" + String.join(".", pre) + ".dev";
    }

    /** By precedence; the build part, which has none, decides last so that the order is total. */
    @Override
    public int compareTo(Semver other) {
        return Comparator.comparingLong(Semver::major)
                .thenComparingLong(Semver::minor)
                .thenComparingLong(Semver::patch)
                .thenComparing(Semver::pre, Semver::comparePre)
                .thenComparing(Semver::build)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch
                + (pre.isEmpty() ? "" : "-" + String.join(".", pre))
                + (build.isEmpty() ? "" : "+" + build);
    }

    private static int comparePre(List<String> one, List<String> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isEmpty(), other.isEmpty());
        }
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = compareIdentifier(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    /** Numbers by value and before words; a number has no leading zero, so a longer one is greater. */
    private static int compareIdentifier(String one, String other) {
        boolean number = isNumber(one);
        if (number != isNumber(other)) {
            return number ? -1 : 1;
        }
        return number && one.length() != other.length()
                ? Integer.compare(one.length(), other.length())
                : one.compareTo(other);
    }

    private static boolean isNumber(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
