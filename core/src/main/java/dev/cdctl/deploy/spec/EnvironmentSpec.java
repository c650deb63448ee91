package dev.cdctl.deploy.spec;

import dev.cdctl.host.Host;
import dev.cdctl.model.Name;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.Paths;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import dev.cdctl.secret.EnvValue;
import dev.cdctl.traffic.RouterSpec;
import dev.cdctl.traffic.SyncKey;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One environment that a service is deployed to.
 *
 * @param after the environment that a release must have passed first
 * @param approval whether a person has to approve a release
 * @param signedBy the files of the public keys, of which one must have signed a release; empty when that is not asked
 * @param verify a script that runs against the idle colour before it goes live
 * @param routers what brings the requests to the instances; the embedded one on a port of its own when empty
 * @param hosts the Docker hosts that it runs on in containers; none when it runs in processes of this computer
 * @param swarm whether they are managers of one swarm
 * @param url what a proof asks instead of the router's own address, or besides those of several
 * @param state where the environment's state is kept: a {@code file:} or {@code ssh:} URL; the user's state folder when absent
 * @param ports the range that instances get their ports from
 * @param drain how long requests to the old colour may take to end
 * @param watch how long the new colour is watched after the flip
 * @param keepWarm how long the old colour keeps running; until the next deployment when absent
 * @param batches how many routers take a decision at a time; all when absent
 * @param uses the services whose addresses instances are given
 * @param register how instances are registered in Consul, where they are
 */
public record EnvironmentSpec(
        Name name,
        Optional<Name> after,
        boolean approval,
        List<String> signedBy,
        RunSpec run,
        Optional<Verify> verify,
        List<RouterSpec> routers,
        List<Host> hosts,
        boolean swarm,
        Optional<String> url,
        Optional<String> state,
        Ports ports,
        Duration drain,
        Duration watch,
        Optional<Duration> keepWarm,
        Optional<BatchSpec> batches,
        List<UseSpec> uses,
        Optional<RegisterSpec> register,
        Origin origin) {
    private static final Key<Name> AFTER = Key.of(
            "after", Types.name(), "The environment that a release must have passed first, written before this one.");
    private static final Key<String> APPROVE = Key.of(
                    "approve",
                    Types.word(new String[] {"none", "manual"}, word -> word),
                    "Whether a person has to approve a release: `manual`.")
            .or("none");
    private static final Key<List<String>> SIGNED_BY = Key.of(
            "signed-by",
            new ListOf<>("a list of files with public keys", Paths.anywhere()),
            "The public keys, as PEM files, of which one must have signed a release before it is started here.");
    static final Key<RunSpec> RUN = Key.of(
            "run",
            RunSpec.BLOCK,
            "What differs here from the top `run` block: a key that is written here counts, everything else stays; "
                    + "`env`, `health` and `roles` are overridden key by key.");
    static final Key<Integer> REPLICAS =
            Key.of("replicas", Types.integer(1, 100), "The same as `run: {replicas: ...}`.");
    private static final Key<Verify> VERIFY =
            Key.of("verify", Verify.BLOCK, "A script that runs against the idle colour before it goes live.");
    private static final Key<List<Host>> HOSTS = Key.of(
                    "hosts",
                    new ListOf<>("a list of hosts", HostSpec.TYPE),
                    "The Docker hosts that the service runs on, in containers; without them it runs in processes of"
                            + " this computer. Each host runs all replicas of each role.")
            .orEmpty();
    private static final Key<String> URL = Key.of(
                    "url",
                    Paths.url(),
                    "What a proof asks instead of the router's own address; with several routers, besides their own.")
            .withEnvironment();
    private static final Key<Ports> PORTS = Key.of(
                    "ports", Ports.TYPE, "The range that instances get their ports from, both ends in it.")
            .or("20000-29999");
    private static final Key<Duration> DRAIN = Key.of(
                    "drain", Types.duration(), "How long requests to the old colour may take to end after the flip.")
            .or("30s");
    private static final Key<Duration> WATCH = Key.of(
                    "watch", Types.duration(), "How long the new colour is watched after the flip.")
            .or("5s");
    private static final Key<Duration> KEEP_WARM = Key.of(
            "keep-warm",
            Types.duration(),
            "How long the old colour keeps running for a quick rollback; until the next deployment by default.");

    /** A script and how long it may take. */
    public record Verify(String run, Duration timeout, Map<String, EnvValue> env) {
        private static final Key<String> SCRIPT = Key.required(
                "run",
                Types.text("a script"),
                "The script, run by `sh`; CDCTL_URL says where the idle colour answers.");
        private static final Key<Duration> TIMEOUT = Key.of(
                        "timeout", Types.positiveDuration(), "How long it may take.")
                .or("10m");
        private static final Key<Map<String, EnvValue>> ENV =
                EnvValue.key(Set.of(), "Environment variables of the script alone: a text, or `{secret: ...}`.");
        private static final Block<Verify> BLOCK = Block.of(
                        "a verify block",
                        values -> new Verify(values.get(SCRIPT), values.get(TIMEOUT), values.get(ENV)),
                        SCRIPT,
                        TIMEOUT,
                        ENV)
                .shorthand(SCRIPT);

        /** Copies the variables. */
        public Verify {
            env = Map.copyOf(env);
        }
    }

    /** A range of ports, both ends in it. */
    public record Ports(int first, int last) {
        private static final Type<Ports> TYPE =
                Types.of("a range of ports such as 20000-29999", "^[0-9]{4,5}-[0-9]{4,5}$", Ports::parse);

        private static Ports parse(String text) {
            int dash = text.indexOf('-');
            Types.check(dash > 0, "it is not two numbers with a hyphen between them");
            Ports ports = new Ports(port(text.substring(0, dash)), port(text.substring(dash + 1)));
            Types.check(ports.first <= ports.last, "it ends before it begins");
            return ports;
        }

        private int size() {
            return last - first + 1;
        }

        private static int port(String text) {
            boolean digits =
                    text.length() <= 5 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
            int port = digits ? Integer.parseInt(text) : 0;
            Types.check(port >= 1024 && port <= 65535, "a port is a number from 1024 to 65535");
            return port;
        }
    }

    /** Copies the lists. */
    public EnvironmentSpec {
        signedBy = List.copyOf(signedBy);
        routers = List.copyOf(routers);
        hosts = List.copyOf(hosts);
        uses = List.copyOf(uses);
    }

    /** The entry of {@code routers} that each way in is of: one that has several copies stands there for each. */
    public List<RouterSpec> doors() {
        return routers.stream()
                .flatMap(router -> Collections.nCopies(Math.max(1, router.sync().size()), router).stream())
                .toList();
    }

    /** The hosts that the places of its replicas are on: one stands for a whole swarm. */
    public List<Host> places() {
        return swarm ? List.of(HostSpec.place(hosts)) : hosts;
    }

    /**
     * One entry of {@code environments}.
     *
     * @param router the kinds of routers that there are
     */
    public static Block<EnvironmentSpec> block(Type<RouterSpec> router) {
        Key<List<RouterSpec>> routers = Key.of(
                        "routers",
                        new ListOf<>("a list of routers", router),
                        "What brings the requests to the instances; the embedded one on a port of its own by default.")
                .orEmpty();
        return Block.of(
                "an environment",
                values -> from(values, values.get(routers)),
                AFTER,
                APPROVE,
                SIGNED_BY,
                RUN,
                REPLICAS,
                VERIFY,
                routers,
                HOSTS,
                HostSpec.TARGET,
                URL,
                StateUrl.KEY,
                PORTS,
                DRAIN,
                WATCH,
                BatchSpec.KEY,
                KEEP_WARM,
                UseSpec.KEY,
                RegisterSpec.KEY);
    }

    private static EnvironmentSpec from(Values values, List<RouterSpec> routers) {
        check(values);
        BatchSpec.check(values, routers.size());
        SyncKey.check(values, routers, values.find(BatchSpec.KEY).isPresent());
        return new EnvironmentSpec(
                new Name(values.name()),
                values.find(AFTER),
                values.get(APPROVE).equals("manual"),
                values.find(SIGNED_BY).orElse(List.of()),
                values.find(RUN).orElseGet(EnvironmentSpec::nothing),
                values.find(VERIFY),
                routers,
                values.get(HOSTS),
                HostSpec.isSwarm(values),
                values.find(URL),
                values.find(StateUrl.KEY),
                values.get(PORTS),
                values.get(DRAIN),
                values.get(WATCH),
                values.find(KEEP_WARM),
                values.find(BatchSpec.KEY),
                UseSpec.of(values),
                RegisterSpec.of(values, values.get(HOSTS), HostSpec.isSwarm(values)),
                values.origin());
    }

    /** Stands for the missing block in an environment that is refused for it. */
    private static RunSpec nothing() {
        return new RunSpec(List.of(), Optional.empty(), Map.of(), List.of(), Duration.ZERO);
    }

    private static void check(Values values) {
        if (values.find(SIGNED_BY).filter(List::isEmpty).isPresent()) {
            values.refuse(Problem.of("CD-766", "no key could have signed a release for '" + values.name() + "'")
                    .at(values.origin(SIGNED_BY))
                    .remedy("name the file of a public key, or remove `signed-by`"));
        }
        Optional<RunSpec> run = values.find(RUN);
        if (run.isEmpty()) {
            values.refuse(Problem.of("CD-123", "there is nothing to run in '" + values.name() + "'")
                    .at(values.origin())
                    .because("neither the file nor this environment has a run block")
                    .remedy("add run: {command: ./start.sh} at the top of the file"));
            return;
        }
        hosts(values, run.get());
        HostSpec.checkTarget(values, values.get(HOSTS), run.get());
        replicas(values, run.get());
        run.get().remarkEnd(values, DRAIN, RUN);
    }

    private static void hosts(Values values, RunSpec run) {
        List<Host> hosts = values.get(HOSTS);
        if (hosts.isEmpty()) {
            run.roles().stream()
                    .filter(role -> role.command().isEmpty())
                    .forEach(role -> values.refuse(
                            Problem.of("CD-111", "the key 'command' is missing in the role '" + role.name() + "'")
                                    .at(role.origin())
                                    .because("'" + values.name() + "' has no hosts, so it runs in processes")
                                    .remedy("say what is started, or on which `hosts` its image runs")));
        }
        if (hosts.stream().map(Host::id).distinct().count() < hosts.size()) {
            values.refuse(Problem.of("CD-135", "two hosts of '" + values.name() + "' have the same name")
                    .at(values.origin(HOSTS))
                    .because("they are called " + hosts.stream().map(Host::id).collect(Collectors.joining(", ")))
                    .remedy("give each a name of its own: {url: ..., name: ...}"));
        }
    }

    private static void replicas(Values values, RunSpec run) {
        values.written(REPLICAS)
                .ifPresent(origin -> values.refuse(Problem.of("CD-130", "replicas are said twice")
                        .at(origin)
                        .because("run: {replicas: ...} of the same environment says them too")));
        int needed = 2
                * run.roles().stream()
                        .filter(role -> role.kind() == RoleSpec.Kind.WEB)
                        .mapToInt(RoleSpec::replicas)
                        .sum();
        if (values.get(PORTS).size() < needed) {
            values.refuse(Problem.of("CD-132", "the range of ports is too small: two colours need " + needed)
                    .at(values.origin(PORTS)));
        }
    }
}
