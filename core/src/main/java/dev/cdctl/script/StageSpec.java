package dev.cdctl.script;

import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.MapOf;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One stage that is a script.
 *
 * @param run the script as written in pipeline.yaml
 * @param in the working directory, relative to the repository; the repository itself when absent
 * @param env what is added to the caller's environment
 * @param timeout after which everything that the script started is ended
 */
public record StageSpec(
        Name name,
        String run,
        Shell shell,
        Optional<String> in,
        Map<String, String> env,
        Optional<Duration> timeout,
        Origin origin) {
    private static final Key<String> RUN =
            Key.required("run", Types.text("a script"), "The script, run as written in the stage's shell.");
    private static final Key<Shell> SHELL = Key.of("shell", Types.word(Shell.values()), "What reads the script.")
            .or("sh");
    private static final Key<String> IN = Key.of(
            "in",
            Paths.relative(),
            "The working directory, relative to the repository; the repository itself by default.");
    private static final Key<Map<String, String>> ENV = Key.of(
                    "env",
                    MapOf.variables("variables with their values", Set.of(), Types.anyText("a text")),
                    "Environment variables that the script gets besides the caller's own.")
            .orEmpty()
            .withEnvironment();
    private static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            Types.positiveDuration(),
            "After this time everything that the script started is ended; no limit by default.");

    /** One entry of {@code stages}: the script alone, or these keys. */
    public static final Block<StageSpec> BLOCK =
            Block.of("a stage", StageSpec::from, RUN, SHELL, IN, ENV, TIMEOUT).shorthand(RUN);

    /** What reads a script. */
    public enum Shell {
        SH,
        BASH,
        PWSH,
        CMD
    }

    /** Copies the map. */
    public StageSpec {
        env = Map.copyOf(env);
    }

    private static StageSpec from(Values values) {
        return new StageSpec(
                new Name(values.name()),
                values.get(RUN),
                values.get(SHELL),
                values.find(IN),
                values.get(ENV),
                values.find(TIMEOUT),
                values.origin());
    }
}
