package dev.cdctl.version;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.version.SourceText.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that a user wrote: it may take exponential time, so it gets a limited one. {@code ^} and
 * {@code $} mean lines, and {@code .} stops before a line's end.
 *
 * @param limit how long one search may take
 */
public record TimedPattern(Pattern pattern, Origin origin, Duration limit) {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /**
     * Reads an expression.
     *
     * @throws Failure when it is not one, or has no group that says where the version is
     */
    public static TimedPattern of(String regex, Origin origin) {
        try {
            Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
            if (pattern.matcher("").groupCount() == 0) {
                throw wrong(regex, origin, "it has no group");
            }
            return new TimedPattern(pattern, origin, LIMIT);
        } catch (PatternSyntaxException e) {
            throw wrong(regex, origin, e.getDescription() + " at character " + (e.getIndex() + 1))
                    .causedBy(e);
        }
    }

    /**
     * The same expression, which must have one group only.
     *
     * @throws Failure when it has several
     */
    public TimedPattern oneGroup() {
        if (pattern.matcher("").groupCount() > 1) {
            throw wrong(pattern.pattern(), origin, "it has several groups");
        }
        return this;
    }

    /**
     * Where the first group lies, for every match in which it takes part.
     *
     * @throws Failure when the search takes too long
     */
    public List<Range> find(String text) {
        List<Range> found = new ArrayList<>();
        try {
            Matcher matcher = pattern.matcher(new Timed(text, System.nanoTime() + limit.toNanos()));
            while (matcher.find()) {
                if (matcher.start(1) >= 0) {
                    found.add(new Range(matcher.start(1), matcher.end(1)));
                }
            }
            return found;
        } catch (TooLong | StackOverflowError e) {
            throw Failure.failed(Problem.of("CD-218", "the pattern '" + pattern + "' does not come to an end")
                            .at(origin)
                            .because("on this file it tries more ways to match than can be tried within "
                                    + limit.toSeconds() + " s")
                            .remedy("write it without a repetition inside a repetition"))
                    .causedBy(e);
        }
    }

    private static Failure wrong(String regex, Origin origin, String why) {
        return Failure.failed(Problem.of("CD-217", "'" + regex + "' is not a pattern that finds a version")
                .at(origin)
                .because(why)
                .remedy("put one pair of parentheses around the version, and write (?:...) for other groups"));
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Text that can be read until its deadline only; the matcher reads it all the time. */
    private record Timed(String text, long deadline) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (System.nanoTime() - deadline > 0) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
