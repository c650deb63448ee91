package dev.cdctl.deploy.spec;

import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.MapOf;
import dev.cdctl.pipeline.Node;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Types;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.traffic.VersionMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a service runs in one environment: the {@code run} block with what the environment overrides.
 *
 * @param archive the archive that holds it; the only one of the release when absent
 * @param env for every role
 * @param config files of the repository that are put into the release's place under {@code $CDCTL_CONFIG}
 * @param stopTimeout how long an instance may take to end when it is asked to
 * @param container how its containers are, where it runs in containers
 */
public record RunSpec(
        List<RoleSpec> roles,
        Optional<String> archive,
        Map<String, EnvValue> env,
        List<String> config,
        Duration stopTimeout,
        Optional<ContainerSpec> container) {
    private static final Name WEB = new Name("web");
    private static final List<Key<?>> ONE_ROLE =
            List.of(RoleSpec.COMMAND, RoleSpec.HEALTH, RoleSpec.REPLICAS, RoleSpec.WARM_UP);
    private static final Key<Name> ARCHIVE = Key.of(
            "archive", Types.name(), "The archive that holds the service; may be left out when there is only one.");
    private static final Key<List<String>> CONFIG = Key.of(
                    "config",
                    new ListOf<String>("a list of paths", Paths.relative()),
                    "Files of the repository that are put beside the release, in the folder that the variable "
                            + "CDCTL_CONFIG names; a change of them deploys again.")
            .orEmpty();
    private static final Key<Duration> STOP_TIMEOUT = Key.of(
                    "stop-timeout",
                    Types.duration(),
                    "How long an instance may take to end when it is asked to; then it is killed. No shorter than"
                            + " `drain`, or what `drain` left open is cut off sooner than it was meant to be.")
            .or("30s");
    private static final Key<Map<String, RoleSpec>> ROLES = Key.of(
            "roles",
            MapOf.names("roles with their names", RoleSpec.BLOCK),
            "Several roles, by name; instead of `command`, `replicas`, `health` and `warm-up`, which make one role "
                    + "of kind web with the name web.");

    private static final Key<List<String>> BEFORE = Key.of(
                    "before",
                    new ListOf<String>("a list of commands", Types.text("a command")),
                    "Commands of the new release, such as a migration, that run one after the other, each once per"
                            + " deployment, before anything of it is started: the short form of roles of kind job.")
            .orEmpty();
    private static final Key<ContainerSpec> CONTAINER = Key.of(
            "container",
            ContainerSpec.BLOCK,
            "How the service's containers are, in environments that have `hosts`; its processes elsewhere take no"
                    + " notice of it.");

    /** The {@code run} block. */
    public static final Block<RunSpec> BLOCK = Block.of(
                    "a run block",
                    RunSpec::from,
                    RoleSpec.COMMAND,
                    ARCHIVE,
                    RoleSpec.ENV,
                    CONFIG,
                    RoleSpec.HEALTH,
                    RoleSpec.REPLICAS,
                    RoleSpec.WARM_UP,
                    STOP_TIMEOUT,
                    BEFORE,
                    CONTAINER,
                    ROLES)
            .unused(run -> run.find(ROLES.name()).isPresent() ? ONE_ROLE : List.of());

    /** A service that runs in processes. */
    public RunSpec(
            List<RoleSpec> roles,
            Optional<String> archive,
            Map<String, EnvValue> env,
            List<String> config,
            Duration stopTimeout) {
        this(roles, archive, env, config, stopTimeout, Optional.empty());
    }

    /** Copies the collections. */
    public RunSpec {
        roles = List.copyOf(roles);
        env = Map.copyOf(env);
        config = List.copyOf(config);
    }

    /** How the containers of one of the roles are: as it says itself, else as the run block says. */
    public Optional<ContainerSpec> containerOf(RoleSpec role) {
        return role.container()
                .map(own -> own.over(container.orElseGet(ContainerSpec::usual)))
                .or(() -> container);
    }

    /** The same of the role with that name; the run block's own where there is none. */
    public Optional<ContainerSpec> containerOf(Name role) {
        return roles.stream()
                .filter(one -> one.name().equals(role))
                .findFirst()
                .map(this::containerOf)
                .orElse(container);
    }

    /** The most memory that the containers of one colour may use on each host, in bytes, as far as limits are said. */
    public long memory() {
        return roles.stream()
                .filter(role -> role.kind() != RoleSpec.Kind.JOB)
                .mapToLong(role -> role.replicas()
                        * containerOf(role).flatMap(ContainerSpec::memory).orElse(0L))
                .sum();
    }

    /** Where the answers of its web role say their version; empty when it has none. */
    public Optional<VersionMark> mark() {
        return roles.stream()
                .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                .findFirst()
                .map(role -> role.health().mark());
    }

    private static RunSpec from(Values values) {
        return new RunSpec(
                withBefore(values, roles(values)),
                values.find(ARCHIVE).map(Name::text),
                values.get(RoleSpec.ENV),
                values.get(CONFIG),
                values.get(STOP_TIMEOUT),
                values.find(CONTAINER));
    }

    private static List<RoleSpec> withBefore(Values values, List<RoleSpec> roles) {
        List<RoleSpec> all = new ArrayList<>();
        for (String command : values.get(BEFORE)) {
            all.add(RoleSpec.job(new Name("before-" + (all.size() + 1)), command, values.origin(BEFORE)));
        }
        all.addAll(roles);
        return all;
    }

    private static List<RoleSpec> roles(Values values) {
        Map<String, RoleSpec> roles = values.find(ROLES).orElse(Map.of());
        if (values.written(ROLES).isPresent()) {
            refuseBoth(values);
            refuseSeveralWebs(values, roles);
            return List.copyOf(roles.values());
        }
        if (values.find(RoleSpec.COMMAND).isEmpty() && values.written(CONTAINER).isEmpty()) {
            values.refuse(Problem.of("CD-123", "there is nothing to run")
                    .at(values.origin())
                    .because("the run block has neither a command nor roles nor a container")
                    .remedy("add command: ./start.sh"));
        }
        return List.of(RoleSpec.web(WEB, values));
    }

    private static void refuseBoth(Values values) {
        for (Key<?> key : ONE_ROLE) {
            values.written(key)
                    .ifPresent(origin ->
                            values.refuse(Problem.of("CD-124", "'" + key.name() + "' and 'roles' exclude each other")
                                    .at(origin)
                                    .because("with roles, each role says it for itself")
                                    .remedy("write it under the role that it is meant for")));
        }
    }

    /** A route leads to the web instances of a colour, whatever their role: requests would reach either program. */
    private static void refuseSeveralWebs(Values values, Map<String, RoleSpec> roles) {
        List<RoleSpec> webs = roles.values().stream()
                .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                .toList();
        webs.stream()
                .skip(1)
                .forEach(role -> values.refuse(Problem.of(
                                "CD-134", "'" + role.name() + "' is one role of kind web too many")
                        .at(role.origin())
                        .because("'" + webs.get(0).name() + "' is one, and a router cannot tell them apart")
                        .remedy("make it a service with a pipeline of its own, or say kind: worker or kind: job")));
    }

    /**
     * Remarks that instances have less time to end than their requests were given: what a drain leaves open is cut off.
     *
     * @param environment where it runs
     * @param run the key of this block there
     */
    void remarkEnd(Values environment, Key<Duration> drain, Key<RunSpec> run) {
        boolean serves = roles.stream().anyMatch(role -> role.kind() == RoleSpec.Kind.WEB);
        if (!serves || environment.get(drain).compareTo(stopTimeout) <= 0) {
            return;
        }
        Optional<Origin> written = environment
                .mapping()
                .find(run.name())
                .filter(entry -> entry.value() instanceof Node.Mapping)
                .flatMap(entry -> ((Node.Mapping) entry.value()).find(STOP_TIMEOUT.name()))
                .map(entry -> entry.key().origin());
        environment
                .reading()
                .remark("in '" + environment.name() + "' 'stop-timeout' (" + stopTimeout.toMillis() / 1000.0 + " s, "
                        + place(written) + ") is shorter than 'drain' ("
                        + environment.get(drain).toMillis() / 1000.0 + " s, " + place(environment.written(drain))
                        + "): requests that outlive the drain are cut off when their instance is ended");
    }

    private static String place(Optional<Origin> written) {
        return written.map(Origin::toString).orElse("by default");
    }
}
