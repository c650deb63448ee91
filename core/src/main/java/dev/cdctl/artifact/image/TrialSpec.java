package dev.cdctl.artifact.image;

import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.MapOf;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How an image is tested in isolation: it is started and asked for its health, a command is run, or both.
 *
 * @param env the environment variables of the container
 * @param run a program and its arguments, run in the healthy container, or as the container when no health is asked for
 * @param timeout of the command
 */
public record TrialSpec(
        Map<String, String> env, Optional<Health> health, List<String> run, Duration timeout, Origin origin) {
    private static final ListOf<String> WORDS =
            new ListOf<String>("a program and its arguments", Types.anyText("a text"));
    private static final Key<String> HTTP =
            Key.of("http", Paths.http(), "The path whose answer must be 2xx; needs `port`.");
    private static final Key<Integer> PORT =
            Key.of("port", Types.integer(1, 65535), "The port inside the container that is asked.");
    private static final Key<List<String>> COMMAND = Key.of(
                    "command",
                    WORDS,
                    "A program with its arguments that is run inside the container, and ends with status 0 when it is"
                            + " healthy; for images of which no port is asked.")
            .orEmpty();
    private static final Key<Duration> WITHIN = Key.of(
                    "within", Types.positiveDuration(), "How long it may take after the start until it is healthy.")
            .or("60s");
    private static final Key<Map<String, String>> ENV = Key.of(
                    "env",
                    MapOf.variables("variables with their values", Set.of(), Types.anyText("a text")),
                    "Environment variables of the container.")
            .orEmpty()
            .withEnvironment();
    private static final Key<Health> HEALTH = Key.of(
            "health",
            Block.of("a health block", TrialSpec::health, HTTP, PORT, COMMAND, WITHIN),
            "The image is started as it is, and has to become healthy.");
    private static final Key<List<String>> RUN = Key.of(
                    "run",
                    WORDS,
                    "A program with its arguments that has to end with status 0: inside the healthy container, or as"
                            + " the only program of one when no health is asked for.")
            .orEmpty();
    private static final Key<Duration> TIMEOUT = Key.of(
                    "timeout", Types.positiveDuration(), "After this time the command in `run` is ended.")
            .or("5m");

    /** The {@code test} block. */
    static final Block<TrialSpec> BLOCK = Block.of("a test block", TrialSpec::from, HEALTH, RUN, ENV, TIMEOUT);

    /** When a started container counts as healthy. */
    public sealed interface Health {
        /** How long it may take after the start. */
        Duration within();

        /** A path of a port inside the container answers 2xx. */
        record Http(String path, int port, Duration within) implements Health {}

        /** A program inside the container ends with status 0. */
        record Command(List<String> words, Duration within) implements Health {
            /** Copies the list. */
            public Command {
                words = List.copyOf(words);
            }
        }
    }

    /** Copies the collections. */
    public TrialSpec {
        env = Map.copyOf(env);
        run = List.copyOf(run);
    }

    /** Everything that it asks for: the same words are the same test. */
    String words() {
        return new TreeMap<>(env) + " " + health + " " + run + " " + timeout;
    }

    /** How long it can take at most. */
    public Duration longest() {
        return health.map(Health::within).orElse(Duration.ZERO).plus(timeout);
    }

    private static TrialSpec from(Values values) {
        if (values.find(HEALTH).isEmpty() && values.get(RUN).isEmpty()) {
            values.refuse(Problem.of("CD-472", "a test of an image asks for its health, runs a command, or both")
                    .at(values.origin())
                    .remedy("write health: {http: /health, port: 8080} or run: [program, argument]"));
        }
        return new TrialSpec(
                values.get(ENV), values.find(HEALTH), values.get(RUN), values.get(TIMEOUT), values.origin());
    }

    private static Health health(Values values) {
        boolean http = values.find(HTTP).isPresent() && values.find(PORT).isPresent();
        boolean neither = values.find(HTTP).isEmpty() && values.find(PORT).isEmpty();
        boolean command = !values.get(COMMAND).isEmpty();
        if (!(http && !command || neither && command)) {
            values.refuse(Problem.of("CD-472", "the health of an image is a path and a port, or a command")
                    .at(values.origin())
                    .remedy("write {http: /health, port: 8080} or {command: [program, argument]}"));
        }
        return http
                ? new Health.Http(
                        values.find(HTTP).orElseThrow(), values.find(PORT).orElseThrow(), values.get(WITHIN))
                : new Health.Command(values.get(COMMAND), values.get(WITHIN));
    }
}
