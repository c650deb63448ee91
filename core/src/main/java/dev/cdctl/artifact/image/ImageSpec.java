package dev.cdctl.artifact.image;

import dev.cdctl.artifact.Packaged;
import dev.cdctl.model.Name;
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
import java.util.stream.Stream;

/**
 * One image to package.
 *
 * @param source what makes it
 * @param platform {@code os/architecture}; that of the engine when absent
 * @param labels what is added to cdctl's own
 * @param timeout after which the building is ended
 * @param trial how it is tested before it is pushed
 */
public record ImageSpec(
        Name name,
        Source source,
        Optional<String> platform,
        Map<String, String> labels,
        Duration timeout,
        Optional<TrialSpec> trial,
        Origin origin)
        implements Packaged {
    private static final Key<Name> NAME = Key.required(
            "name", Types.name(), "What the image is called in the registry, below the address in `push.images`.");
    private static final Key<String> DOCKERFILE = Key.of(
            "dockerfile",
            Paths.relative(),
            "The Dockerfile, relative to the repository; that of `context` by default.");
    private static final Key<String> CONTEXT = Key.of(
                    "context",
                    Paths.relative(),
                    "The folder that the engine gets, relative to the repository, without what its `.dockerignore`"
                            + " names.")
            .or(".");
    private static final Key<Map<String, String>> ARGS = Key.of(
                    "args",
                    MapOf.variables("build arguments with their values", Set.of(), new ArgumentType()),
                    "Build arguments (`ARG`). They stay readable in the image, so none can be a secret.")
            .orEmpty()
            .withEnvironment();
    private static final Key<String> TARGET = Key.of(
            "target",
            Types.line("the name of a stage"),
            "The stage of the Dockerfile to build; the last one by default.");
    private static final Key<String> PLATFORM = Key.of(
            "platform",
            Types.of("a platform such as linux/amd64", "^[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?$", ImageSpec::platform),
            "What the image runs on; the platform of the engine by default.");
    private static final Key<List<String>> CACHE_FROM = Key.of(
                    "cache-from",
                    new ListOf<String>("a list of images", Types.line("an image")),
                    "Images of the engine whose layers may be used again.")
            .orEmpty()
            .withEnvironment();
    private static final Key<Map<String, String>> LABELS = Key.of(
                    "labels",
                    MapOf.labels("labels with their values", ImageLabels.OWN, Types.anyText("a text")),
                    "Labels besides those that cdctl sets itself (version, revision, created and source of the OCI"
                            + " annotation keys).")
            .orEmpty()
            .withEnvironment();
    private static final Key<String> BUILD = Key.of(
            "build",
            Types.text("a script"),
            "A script that makes the image instead of the engine, for BuildKit and buildpacks: it leaves the image in"
                    + " the engine as `$CDCTL_IMAGE`, or in the path `$CDCTL_IMAGE_LAYOUT` as an OCI layout or an archive.");
    private static final Key<Duration> TIMEOUT = Key.of(
                    "timeout", Types.positiveDuration(), "After this time the building is ended.")
            .or("1h");
    private static final Key<TrialSpec> TEST =
            Key.of("test", TrialSpec.BLOCK, "How the image is tested in isolation before it counts as packaged.");
    private static final Key<ImageSpec> IMAGE = Key.required(
            "image",
            Block.of(
                    "an image block",
                    ImageSpec::from,
                    NAME,
                    DOCKERFILE,
                    CONTEXT,
                    ARGS,
                    TARGET,
                    PLATFORM,
                    CACHE_FROM,
                    LABELS,
                    BUILD,
                    TIMEOUT,
                    TEST),
            "One container image.");

    /** One entry of {@code package}. */
    public static final Block<ImageSpec> BLOCK = Block.of("a package", values -> values.get(IMAGE), IMAGE);

    /** What makes an image. */
    public sealed interface Source {
        /**
         * The engine, from a Dockerfile.
         *
         * @param file relative to the repository
         * @param context relative to the repository
         * @param cacheFrom images of the engine whose layers may be used again
         */
        record Dockerfile(
                String file, String context, Map<String, String> args, Optional<String> target, List<String> cacheFrom)
                implements Source {
            /** Copies the collections. */
            public Dockerfile {
                args = Map.copyOf(args);
                cacheFrom = List.copyOf(cacheFrom);
            }
        }

        /** A script of the user's own. */
        record Command(String script) implements Source {}
    }

    /** Copies the map. */
    public ImageSpec {
        labels = Map.copyOf(labels);
    }

    private static ImageSpec from(Values values) {
        if (values.written(BUILD).isPresent()) {
            Stream.of(DOCKERFILE, CONTEXT, ARGS, TARGET, PLATFORM, CACHE_FROM, LABELS)
                    .filter(key -> values.written(key).isPresent())
                    .forEach(key -> refuse(key, values));
        }
        return new ImageSpec(
                values.get(NAME),
                source(values),
                values.find(PLATFORM),
                values.get(LABELS),
                values.get(TIMEOUT),
                values.find(TEST),
                values.origin());
    }

    private static void refuse(Key<?> key, Values values) {
        values.refuse(Problem.of("CD-471", "'" + key.name() + "' and 'build' do not go together")
                .at(values.origin(key))
                .because("with 'build' the script decides how the image is made")
                .remedy("hand it to the script, or leave 'build' out"));
    }

    private static Source source(Values values) {
        String context = values.get(CONTEXT);
        return values.find(BUILD)
                .<Source>map(Source.Command::new)
                .orElseGet(() -> new Source.Dockerfile(
                        values.find(DOCKERFILE).orElse(context.equals(".") ? "Dockerfile" : context + "/Dockerfile"),
                        context,
                        values.get(ARGS),
                        values.find(TARGET),
                        values.get(CACHE_FROM)));
    }

    private static String platform(String text) {
        Types.check(text.matches("[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?"), "");
        return text;
    }
}
