package dev.cdctl.script.cache;

import dev.cdctl.model.Glob;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.List;

/**
 * What a stage is made from and what it makes.
 *
 * @param inputs patterns of files, relative to the repository; without one the stage always runs
 * @param outputs patterns of files, relative to the repository
 * @param env the names of environment variables that count
 * @param tools commands whose output counts
 */
public record CacheSpec(List<String> inputs, List<String> outputs, List<String> env, List<String> tools) {
    /** The key {@code inputs} of a stage. */
    public static final Key<List<String>> INPUTS = Key.of(
                    "inputs",
                    new ListOf<String>("a list of patterns", pattern()),
                    "The files that the stage is made from, as patterns relative to the repository."
                            + " The stage is skipped when they, the script and its variables are what they were.")
            .orEmpty();

    /** The key {@code outputs} of a stage. */
    public static final Key<List<String>> OUTPUTS = Key.of(
                    "outputs",
                    new ListOf<String>("a list of patterns", pattern()),
                    "The files that the stage makes, as patterns relative to the repository;"
                            + " kept, and put back when the stage is skipped.")
            .orEmpty();

    private static final Key<List<String>> ENV = Key.of(
                    "env",
                    new ListOf<String>("a list of names of environment variables", Types.variable()),
                    "Environment variables whose values count, such as `JAVA_HOME` or `CDCTL_VERSION`.")
            .orEmpty();
    private static final Key<List<String>> TOOLS = Key.of(
                    "tools",
                    new ListOf<String>("a list of commands", Types.line("a command on one line")),
                    "Commands whose output counts, such as `java -version`; run by sh each time.")
            .orEmpty();

    /** The key {@code fingerprint} of a stage. */
    public static final Key<Fingerprint> FINGERPRINT = Key.of(
                    "fingerprint",
                    Block.of(
                            "a fingerprint block",
                            values -> new Fingerprint(values.get(ENV), values.get(TOOLS)),
                            ENV,
                            TOOLS),
                    "What else decides whether a stage with `inputs` has to run again.")
            .orEmpty();

    /** A pattern of files that we can match. */
    public static Type<String> pattern() {
        return Types.map(Paths.glob(), text -> Glob.parse(text).toString());
    }

    /** What counts besides files. */
    public record Fingerprint(List<String> env, List<String> tools) {
        /** Copies the lists. */
        public Fingerprint {
            env = List.copyOf(env);
            tools = List.copyOf(tools);
        }
    }

    /** Copies the lists. */
    public CacheSpec {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        env = List.copyOf(env);
        tools = List.copyOf(tools);
    }

    /** Of a stage that always runs. */
    public static CacheSpec none() {
        return new CacheSpec(List.of(), List.of(), List.of(), List.of());
    }

    /** What the keys of a stage say. */
    public static CacheSpec of(Values values) {
        Fingerprint more = values.get(FINGERPRINT);
        return new CacheSpec(values.get(INPUTS), values.get(OUTPUTS), more.env(), more.tools());
    }

    /** Whether the stage may be skipped. */
    public boolean cached() {
        return !inputs.isEmpty();
    }
}
