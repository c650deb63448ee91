package dev.cdctl.deploy.spec;

import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import dev.cdctl.secret.EnvValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One role of a service.
 *
 * @param command run as written by {@code sh} in the release folder
 * @param env on top of the service's own
 * @param warmUp paths that are asked of a healthy instance, each once, before the flip
 * @param handover how a worker follows the one of the other colour
 * @param repeatSafe whether a job may be repeated when nobody knows how it ended
 * @param within how long a job may take
 * @param container what is otherwise in its containers than the run block says
 */
public record RoleSpec(
        Name name,
        Kind kind,
        String command,
        int replicas,
        Map<String, EnvValue> env,
        HealthSpec health,
        List<String> warmUp,
        Handover handover,
        boolean repeatSafe,
        Duration within,
        Optional<RoleContainer> container,
        Origin origin) {
    static final Key<String> COMMAND = Key.of(
            "command",
            Types.text("a command"),
            "What is started, run by `sh` in the release's folder; the variable PORT says where a web "
                    + "role listens. Needed in every role, or in the run block when there are no roles; in "
                    + "containers the image's own command by default.");
    static final Key<Integer> REPLICAS = Key.of(
                    "replicas", Types.integer(1, 100), "How many instances run side by side.")
            .or("1");
    static final Key<HealthSpec> HEALTH = Key.of("health", HealthSpec.BLOCK, "When an instance counts as healthy.")
            .orEmpty();
    static final Key<List<String>> WARM_UP = Key.of(
                    "warm-up",
                    new ListOf<String>("a list of paths", Paths.http()),
                    "Paths that are asked of each healthy web instance, each once, before the flip.")
            .orEmpty();
    /** The {@code env} key of {@code run} and of a role. */
    static final Key<Map<String, EnvValue>> ENV = EnvValue.key(
            Set.of("PORT"),
            "Environment variables of the instances: a text, or `{secret: ...}` for what nobody may see.");

    private static final Key<Kind> KIND = Key.of(
                    "kind",
                    Types.word(Kind.values()),
                    "`web` answers requests behind the routers, `sidecar` belongs to the web instances of its colour "
                            + "and comes and goes with them, `worker` works on its own, `job` runs once per "
                            + "deployment before anything else is started.")
            .or("web");
    private static final Key<Handover> HANDOVER = Key.of(
                    "handover",
                    Types.word(Handover.values()),
                    "Workers only: whether the old one has ended before the new one is started, or both overlap.")
            .or("stop-first");
    private static final Key<String> REPEAT = Key.of(
                    "repeat",
                    Types.word(new String[] {"never", "safe"}, word -> word),
                    "Jobs only: whether it is repeated when nobody knows how it ended.")
            .or("never");
    private static final Key<Duration> WITHIN = Key.of(
                    "within", Types.positiveDuration(), "Jobs only: how long it may take.")
            .or("10m");

    /** One entry of {@code roles}. */
    public static final Block<RoleSpec> BLOCK = Block.of(
                    "a role",
                    RoleSpec::from,
                    KIND,
                    COMMAND,
                    ENV,
                    REPLICAS,
                    HEALTH,
                    WARM_UP,
                    HANDOVER,
                    REPEAT,
                    WITHIN,
                    RoleContainer.KEY)
            .unused(RoleSpec::unfit);

    /** What a role is for. */
    public enum Kind {
        /** Answers requests behind a router; told its port by PORT. */
        WEB,
        /** Runs beside the web instances of its colour and goes live, stays warm and ends with them; without a router. */
        SIDECAR,
        /** Works on its own, without a router; the colours never both run one that is handed over {@code stop-first}. */
        WORKER,
        /** Runs once per deployment, before the idle colour is started. */
        JOB
    }

    /** How a worker follows the one of the other colour. */
    public enum Handover {
        /** The old one has ended before the new one is started. */
        STOP_FIRST,
        /** The new one is started beside the old one. */
        OVERLAP
    }

    /** Copies the collections. */
    public RoleSpec {
        env = Map.copyOf(env);
        warmUp = List.copyOf(warmUp);
    }

    private static RoleSpec from(Values values) {
        Kind kind = values.get(KIND);
        refuseUnfit(values, kind);
        refusePort(values, kind);
        return new RoleSpec(
                new Name(values.name()),
                kind,
                values.find(COMMAND).orElse(""),
                values.get(REPLICAS),
                values.get(ENV),
                values.get(HEALTH),
                values.get(WARM_UP),
                values.get(HANDOVER),
                values.get(REPEAT).equals("safe"),
                values.get(WITHIN),
                values.find(RoleContainer.KEY),
                values.origin());
    }

    private static void refuseUnfit(Values values, Kind kind) {
        for (Key<?> key : unfit(kind)) {
            values.written(key)
                    .ifPresent(origin -> values.refuse(unfit(key.name(), kind).at(origin)));
        }
        values.written(HEALTH)
                .filter(origin -> (kind == Kind.WORKER || kind == Kind.SIDECAR)
                        && values.get(HEALTH).http().isPresent())
                .ifPresent(origin -> values.refuse(unfit("health.http", kind)
                        .because("a " + word(kind) + " has no port, so nobody can ask it")
                        .at(origin)));
    }

    /** Only what routers lead to has a port of its own. */
    private static void refusePort(Values values, Kind kind) {
        boolean said =
                values.find(RoleContainer.KEY).flatMap(RoleContainer::port).isPresent();
        if (said && kind != Kind.WEB) {
            values.refuse(unfit("container.port", kind)
                    .because("no port of a " + word(kind) + " is published")
                    .at(values.origin(RoleContainer.KEY)));
        }
    }

    private static List<Key<?>> unfit(Kind kind) {
        return switch (kind) {
            case WEB -> List.of(HANDOVER, REPEAT, WITHIN);
            case SIDECAR -> List.of(WARM_UP, HANDOVER, REPEAT, WITHIN);
            case WORKER -> List.of(WARM_UP, REPEAT, WITHIN);
            case JOB -> List.of(WARM_UP, HANDOVER, HEALTH, REPLICAS);
        };
    }

    private static List<Key<?>> unfit(Node.Mapping role) {
        String written = role.find(KIND.name())
                .map(Node.Entry::value)
                .filter(Node.Scalar.class::isInstance)
                .map(node -> ((Node.Scalar) node).text())
                .orElse(KIND.fallbackText());
        return Arrays.stream(Kind.values())
                .filter(kind -> word(kind).equals(written))
                .findFirst()
                .map(RoleSpec::unfit)
                .orElse(List.of());
    }

    private static Problem unfit(String key, Kind kind) {
        return Problem.of("CD-125", "the key '" + key + "' means nothing for a role of kind " + word(kind));
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A command that runs once per deployment. */
    static RoleSpec job(Name name, String command, Origin origin) {
        return new RoleSpec(
                name,
                Kind.JOB,
                command,
                1,
                Map.of(),
                HealthSpec.none(),
                List.of(),
                Handover.STOP_FIRST,
                false,
                Duration.ofMinutes(10),
                Optional.empty(),
                origin);
    }

    /** The only role of a service that names none. */
    static RoleSpec web(Name name, Values values) {
        return new RoleSpec(
                name,
                Kind.WEB,
                values.find(COMMAND).orElse(""),
                values.get(REPLICAS),
                Map.of(),
                values.get(HEALTH),
                values.get(WARM_UP),
                Handover.STOP_FIRST,
                false,
                Duration.ofMinutes(10),
                Optional.empty(),
                values.origin(COMMAND));
    }
}
