package dev.cdctl.script;

import dev.cdctl.json.Json;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Reading;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import dev.cdctl.script.cache.CacheSpec;
import dev.cdctl.secret.EnvValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One stage that is a script.
 *
 * @param run the script as written in pipeline.yaml
 * @param in the working directory, relative to the repository; the repository itself when absent
 * @param env what is added to the caller's environment
 * @param timeout after which everything that the script started is ended; for each try
 * @param needs the stages that have to pass before; the one that is written before it when absent
 * @param cache what it is made from and what it makes
 * @param retries how often it is tried again when it fails
 * @param junit a pattern of the test reports that it writes, relative to the repository
 * @param image the container image that it runs in; this machine when absent
 */
public record StageSpec(
        Name name,
        String run,
        Shell shell,
        Optional<String> in,
        Map<String, EnvValue> env,
        Optional<Duration> timeout,
        Optional<List<Needed>> needs,
        CacheSpec cache,
        int retries,
        Optional<String> junit,
        Optional<PinnedImage> image,
        Origin origin) {
    private static final Key<String> RUN =
            Key.required("run", Types.text("a script"), "The script, run as written in the stage's shell.");
    private static final Key<Shell> SHELL = Key.of("shell", Types.word(Shell.values()), "What reads the script.")
            .or("sh");
    private static final Key<String> IN = Key.of(
            "in",
            Paths.relative(),
            "The working directory, relative to the repository; the repository itself by default.");
    private static final Key<Map<String, EnvValue>> ENV = EnvValue.key(
            Set.of(),
            "Environment variables that the script gets besides the caller's own: a text, or `{secret: ...}`, which"
                    + " is read when the stage runs and given to nothing else.");
    private static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            Types.positiveDuration(),
            "After this time everything that the script started is ended; for each try, no limit by default.");
    private static final Key<List<Needed>> NEEDS = Key.of(
            "needs",
            new ListOf<Needed>("a list of stages", new Needed.Written()),
            "The stages that have to pass before; those that do not need each other run side by side."
                    + " `[]` for none; by default the stage that is written before this one.");
    private static final Key<Integer> RETRIES = Key.of(
                    "retries",
                    Types.integer(0, 10),
                    "How often the script is tried again when it fails; a stage that needed it is marked as flaky.")
            .or("0");
    private static final Key<String> JUNIT = Key.of(
            "junit",
            CacheSpec.pattern(),
            "The test reports (JUnit XML) that the stage writes, as a pattern relative to the repository.");
    private static final Key<PinnedImage> IMAGE = Key.of(
            "image",
            PinnedImage.type(),
            "The container image that the script runs in, pinned by its digest: `registry/name@sha256:...`;"
                    + " by default it runs on this machine, with its tools.");

    /** One entry of {@code stages}: the script alone, or these keys. */
    public static final Block<StageSpec> BLOCK =
            Block.of("a stage", StageSpec::from, keys()).shorthand(RUN);

    /**
     * A stage that another one needs.
     *
     * @param origin where its name was written
     */
    public record Needed(Name name, Origin origin) {
        /** How it is written: by its name. */
        private static final class Written implements Type<Needed> {
            private final Type<Name> name = Types.name();

            @Override
            public Optional<Needed> read(Node node, Reading reading) {
                return name.read(node, reading).map(found -> new Needed(found, node.origin()));
            }

            @Override
            public Json.Obj schema() {
                return name.schema();
            }

            @Override
            public String words() {
                return name.words();
            }
        }
    }

    /** What reads a script. */
    public enum Shell {
        SH,
        BASH,
        PWSH,
        CMD;

        /** What the program is called: {@code sh}. */
        public String program() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The arguments that have it read this text. POSIX shells get {@code -e}, so that a failing command ends the
         * script, and {@code --}, so that a text that begins with a hyphen is still the text.
         */
        public List<String> arguments(String text) {
            return switch (this) {
                case SH, BASH -> List.of("-e", "-c", "--", text);
                case PWSH -> List.of("-NoProfile", "-NonInteractive", "-Command", text);
                case CMD -> List.of("/c", text);
            };
        }
    }

    /** Copies the collections. */
    public StageSpec {
        env = Map.copyOf(env);
        needs = needs.map(List::copyOf);
    }

    /** A script that always runs, once, after the stage before it, and leaves no reports. */
    public static StageSpec of(Name name, Script script, Origin origin) {
        return new StageSpec(
                name,
                script.text(),
                script.shell(),
                Optional.empty(),
                EnvValue.plain(script.env()),
                script.timeout(),
                Optional.empty(),
                CacheSpec.none(),
                0,
                Optional.empty(),
                Optional.empty(),
                origin);
    }

    private static Key<?>[] keys() {
        return new Key<?>[] {
            RUN,
            SHELL,
            IN,
            ENV,
            TIMEOUT,
            NEEDS,
            CacheSpec.INPUTS,
            CacheSpec.OUTPUTS,
            CacheSpec.FINGERPRINT,
            RETRIES,
            JUNIT,
            IMAGE
        };
    }

    private static StageSpec from(Values values) {
        CacheSpec cache = CacheSpec.of(values);
        if (values.find(IMAGE).isPresent() && !cache.tools().isEmpty()) {
            values.refuse(Problem.of("CD-315", "'image' and 'fingerprint.tools' do not go together")
                    .at(values.origin(CacheSpec.FINGERPRINT))
                    .because("the commands would ask this machine, and the script has the tools of its image, whose"
                            + " digest counts anyway")
                    .remedy("leave 'tools' out"));
        }
        return new StageSpec(
                new Name(values.name()),
                values.get(RUN),
                values.get(SHELL),
                values.find(IN),
                values.get(ENV),
                values.find(TIMEOUT),
                values.find(NEEDS),
                cache,
                values.get(RETRIES),
                values.find(JUNIT),
                values.find(IMAGE),
                values.origin());
    }
}
