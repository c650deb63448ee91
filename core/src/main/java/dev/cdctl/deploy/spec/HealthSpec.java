package dev.cdctl.deploy.spec;

import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import dev.cdctl.traffic.VersionMark;
import java.time.Duration;
import java.util.Optional;

/**
 * When an instance counts as healthy.
 *
 * @param http the path whose answer must be 2xx; a connection that is accepted is enough when absent
 * @param within how long it may take after the start
 * @param every the pause between two questions
 * @param times how many good answers in a row it takes
 * @param timeout how long one answer may take
 * @param versionHeader the answer's header that says the version; an answer that has it must say the right one
 */
public record HealthSpec(
        Optional<String> http, Duration within, Duration every, int times, Duration timeout, String versionHeader) {
    static final Key<String> HTTP = Key.of(
            "http",
            Paths.http(),
            "The path whose answer must be 2xx; by default a connection that is accepted is enough.");
    private static final Key<Duration> WITHIN = Key.of(
                    "within", Types.positiveDuration(), "How long it may take after the start until it is healthy.")
            .or("60s");
    private static final Key<Duration> EVERY = Key.of(
                    "every", Types.positiveDuration(), "The pause between two questions.")
            .or("500ms");
    private static final Key<Integer> TIMES = Key.of(
                    "times", Types.integer(1, 1000), "How many good answers in a row it takes.")
            .or("3");
    private static final Key<Duration> TIMEOUT = Key.of(
                    "timeout", Types.positiveDuration(), "How long one answer may take.")
            .or("2s");
    private static final Key<String> VERSION_HEADER = Key.of(
                    "version-header",
                    Types.of("the name of a header", "^[A-Za-z0-9-]{1,64}$", HealthSpec::header),
                    "The answer's header that says the version; an answer that has it must say the right one.")
            .or("X-Version");

    /** The {@code health} block; a path alone is its {@code http}. */
    public static final Block<HealthSpec> BLOCK = Block.of(
                    "a health block", HealthSpec::from, HTTP, WITHIN, EVERY, TIMES, TIMEOUT, VERSION_HEADER)
            .shorthand(HTTP);

    /** That of what nobody asks for its health. */
    static HealthSpec none() {
        Duration second = Duration.ofSeconds(1);
        return new HealthSpec(Optional.empty(), second, second, 1, second, "X-Version");
    }

    /** Where the service's answers say its version. */
    public VersionMark mark() {
        return new VersionMark(versionHeader, http);
    }

    private static HealthSpec from(Values values) {
        return new HealthSpec(
                values.find(HTTP),
                values.get(WITHIN),
                values.get(EVERY),
                values.get(TIMES),
                values.get(TIMEOUT),
                values.get(VERSION_HEADER));
    }

    private static String header(String text) {
        boolean plain = text.chars().allMatch(c -> c == '-' || c < 128 && Character.isLetterOrDigit(c));
        Types.check(plain && !text.isEmpty() && text.length() <= 64, "it has letters, digits and hyphens");
        return text;
    }
}
