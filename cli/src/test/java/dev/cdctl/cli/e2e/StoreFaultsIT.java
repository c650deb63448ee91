package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.cli.e2e.Cluster.Fault;
import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.engine.FaultPoints;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Something happens to the leader of a cluster that keeps the state, at each step of a deployment and of a flip, while
 * users ask: no request fails, the exit code says what users get, and the same command brings it to its end.
 */
class StoreFaultsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Load.Mix MIX =
            new Load.Mix(Map.of(Kind.KEEP_ALIVE, 2, Kind.NEW_CONNECTION, 1, Kind.POST, 1), 0, 0);
    /** Which of all, as {@code -Dcdctl.cases='etcd ALONE'} says. */
    private static final Pattern WANTED = Pattern.compile(System.getProperty("cdctl.cases", ""));

    /** And of these, those at steps such as {@code -Dcdctl.steps='^(apply|prove)'} says. */
    private static final Pattern STEPS = Pattern.compile(System.getProperty("cdctl.steps", ""));

    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0");
    /** What docs/stores.md says of a command that has not decided anything yet, when nobody answers it any more. */
    private static final List<Integer> BEFORE = List.of(4, 5);
    /** And of one that has. */
    private static final List<Integer> AFTER = List.of(0, 6);

    private final Path folder;
    private final Map<Integer, Integer> exits = new TreeMap<>();
    private String live = "1.1.0";

    StoreFaultsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aLeaderOfConsulIsLost(Fault fault) throws Exception {
        assumeWanted("Consul", fault);
        try (Cluster consul = Cluster.consul(Files.createDirectories(folder.resolve("consul")))) {
            survives(consul, fault);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aLeaderOfEtcdIsLost(Fault fault) throws Exception {
        assumeWanted("etcd", fault);
        try (Cluster etcd = Cluster.etcd(Files.createDirectories(folder.resolve("etcd")))) {
            survives(etcd, fault);
        }
    }

    private static void assumeWanted(String store, Fault fault) {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "a cluster takes long to have another leader");
        assumeTrue(WANTED.matcher(store + " " + fault).find(), "others are wanted");
    }

    private void survives(Cluster cluster, Fault fault) throws Exception {
        String first = cluster.url(fault, 0);
        try (Shop shop = Shop.open(
                folder.resolve("shop"),
                pipeline -> pipeline.replace(
                        "drain: 2s\n    watch: 1s", "drain: 1s\n    watch: 0s\n    state: " + first))) {
            VERSIONS.forEach(shop::release);
            VERSIONS.forEach(shop::deploy);
            List<String> deploying = cluster.steps(first);
            shop.done("flip", "blue");
            List<String> flipping = cluster.steps(first);
            shop.done("flip", "green");
            try (Load load = Load.start(shop.port(), MIX)) {
                for (int i = 0; i < deploying.size(); i++) {
                    String to = live.equals("1.0.0") ? "1.1.0" : "1.0.0";
                    strike(
                            new Case(cluster, fault, point(deploying, i, fault), decides(deploying, i)),
                            shop,
                            load,
                            to,
                            "deploy",
                            "--allow-older",
                            "--release",
                            to);
                }
                for (int i = 0; i < flipping.size(); i++) {
                    String to = live.equals("1.0.0") ? "1.1.0" : "1.0.0";
                    Case one = new Case(cluster, fault, point(flipping, i, fault), decides(flipping, i));
                    strike(one, shop, load, to, "flip", idle(shop));
                }
                Load.Report report = load.stop();
                Figures.tell("the leader of " + cluster.name() + " " + fault + " at " + deploying.size()
                        + " steps of a deployment and " + flipping.size() + " of a flip: exits " + exits
                        + ", failed requests " + report.failures().size() + " of "
                        + report.answers().size());
                assertThat(report.failures()).isEmpty();
            }
        }
    }

    /** Before a step or after its effect, by turns, so that all faults together have both of each step. */
    private static String point(List<String> steps, int step, Fault fault) {
        return steps.get(step) + ((step + fault.ordinal()) % 2 == 0 ? ".intent" : ".effect");
    }

    /** The colour that is not live. */
    private static String idle(Shop shop) {
        return Aftermath.of(shop).live().orElseThrow().need("colour").equals("blue") ? "green" : "blue";
    }

    /** Where a step is: before that which decides, at it, or after it. */
    private static int decides(List<String> steps, int step) {
        assertThat(steps).contains("commit");
        return Integer.compare(step, steps.indexOf("commit"));
    }

    /**
     * What happens where.
     *
     * @param place less than 0 before the step that decides, 0 at it
     */
    private record Case(Cluster cluster, Fault fault, String point, int place) {
        boolean decided() {
            return place > 0 || place == 0 && point.endsWith(".effect");
        }

        /** With one of the others to ask, a command goes on; whoever asks a leader that is alone waits in vain. */
        List<Integer> documented() {
            List<Integer> exits = new ArrayList<>(decided() ? AFTER : BEFORE);
            if (fault != Fault.ALONE && !decided()) {
                exits.add(0);
            }
            if (place == 0) {
                // What was being written may have been, and nobody says so in time.
                exits.add(6);
            }
            if (fault == Fault.FROZEN && point.startsWith("register")) {
                // An agent waits for its frozen leader for half a minute before it tells of a check.
                exits.add(1);
            }
            return exits;
        }
    }

    private void strike(Case one, Shop shop, Load load, String version, String... command) throws Exception {
        if (!STEPS.matcher(one.point()).find()) {
            return;
        }
        int leader = one.cluster().leader();
        shop.write(
                "pipeline.yaml",
                shop.read("pipeline.yaml")
                        .replaceAll(
                                "(?m)^    state: .*$",
                                "    state: " + one.cluster().url(one.fault(), leader)));
        Path waiting = folder.resolve("waiting");
        shop.with(FaultPoints.WAIT_AT, one.point() + " " + waiting);
        Started started = shop.start(command);
        shop.without(FaultPoints.WAIT_AT);
        await().atMost(LIMIT)
                .until(() -> Files.exists(waiting) || !started.process().isAlive());
        assertThat(waiting).as("%s: %s", one.point(), started.said()).exists();
        one.cluster().strike(one.fault(), leader);
        Ended ended;
        try {
            Files.delete(waiting);
            ended = started.end();
        } finally {
            one.cluster().mend(one.fault(), leader);
        }
        exits.merge(ended.exit(), 1, Integer::sum);
        System.out.println(one.cluster().name() + " " + one.fault() + " " + command[0] + " " + one.point() + ": exit "
                + ended.exit() + " after " + ended.took().toMillis() + " ms");
        told(one, shop, ended, version);
        again(one, shop, ended, version, command);
        assertThat(load.report().failures()).as(one.point()).isEmpty();
    }

    private void told(Case one, Shop shop, Ended ended, String version) {
        String served = shop.served();
        assertThat(one.documented()).as("%s: %s", one.point(), ended).contains(ended.exit());
        assertThat(List.of(live, version)).as("%s: %s", one.point(), ended).contains(served);
        if (ended.exit() == 0) {
            assertThat(served).as("%s: %s", one.point(), ended).isEqualTo(version);
        } else if (ended.exit() != 6) {
            assertThat(served).as("%s: %s", one.point(), ended).isEqualTo(live);
        }
    }

    /** A lock that could not be given back frees itself. */
    private void again(Case one, Shop shop, Ended before, String version, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--lock-wait", "60s"));
        Ended ended = shop.cdctl(words.toArray(String[]::new));
        assertThat(ended.exit())
                .as("after %s at %s: %s", before, one.point(), ended)
                .isZero();
        live = version;
        try {
            Aftermath.isWhole(shop, version);
        } catch (AssertionError e) {
            throw new AssertionError("after " + before + " at " + one.point() + ": " + ended, e);
        }
        assertThat(shop.done("history").out()).contains(VERSIONS);
    }
}
