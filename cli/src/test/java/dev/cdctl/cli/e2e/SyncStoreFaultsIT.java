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
import dev.cdctl.servers.RealNginx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Something happens to the leader of a cluster while {@code router sync} follows it, between two flips and in the middle
 * of one: the proxy serves on, the process follows whoever leads next, and what is reported as served is what is served.
 */
class SyncStoreFaultsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Load.Mix MIX =
            new Load.Mix(Map.of(Kind.KEEP_ALIVE, 2, Kind.NEW_CONNECTION, 2, Kind.POST, 1), 0, 0);
    /** What is written of a flip by then: the decision, of which its routers hear at once. */
    private static final String DECIDED = "commit.effect";

    private final Path folder;

    SyncStoreFaultsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void nginxFollowsWhoeverLeadsConsul(Fault fault) throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "a cluster takes long to have another leader");
        try (Cluster consul = Cluster.consul(Files.createDirectories(folder.resolve("consul")));
                RealNginx nginx = RealNginx.start(folder.resolve("lb"));
                Shop shop = SyncFaultsIT.shop(folder, nginx)) {
            follows(consul, fault, shop);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void haproxyFollowsWhoeverLeadsEtcd(Fault fault) throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "a cluster takes long to have another leader");
        try (Cluster etcd = Cluster.etcd(Files.createDirectories(folder.resolve("etcd")));
                Haproxy proxy = Haproxy.start(folder.resolve("lb"));
                Shop shop = SyncFaultsIT.shop(folder, proxy)) {
            follows(etcd, fault, shop);
        }
    }

    private void follows(Cluster cluster, Fault fault, Shop shop) throws Exception {
        shop.write(
                "pipeline.yaml", shop.read("pipeline.yaml").replace("    watch: 0s", "    watch: 0s\n    state: none"));
        ask(shop, cluster.url(fault, cluster.leader()));
        SyncFaultsIT.stop(SyncFaultsIT.prepared(shop));
        try (Load load = Load.start(shop.port(), MIX)) {
            for (boolean amid : List.of(false, true)) {
                int leader = cluster.leader();
                ask(shop, cluster.url(fault, leader));
                Started sync = shop.start("router", "sync", "lb1");
                await().atMost(LIMIT).until(() -> SyncFaultsIT.follows(shop));
                // Whoever flips asks one that stays with the others; the process goes on with the one that it began
                // with.
                ask(shop, cluster.url(Fault.CUT_OFF, leader));
                Duration took = lost(cluster, fault, leader, shop, amid);
                assertThat(sync.process().isAlive()).as(sync.said()).isTrue();
                SyncFaultsIT.stop(sync);
                Figures.tell("router sync follows " + cluster.name() + ", its leader " + fault
                        + (amid ? " in a flip" : " between two flips") + ": the next flip was done after "
                        + took.toMillis() + " ms");
            }
            Load.Report report = load.stop();
            Figures.tell("router sync follows " + cluster.name() + ", its leader " + fault + ": failed requests "
                    + report.failures().size() + " of " + report.answers().size());
            assertThat(report.failures()).isEmpty();
        }
        Started sync = shop.start("router", "sync", "lb1");
        await().atMost(LIMIT).until(() -> SyncFaultsIT.follows(shop));
        shop.done("remove");
        SyncFaultsIT.stop(sync);
    }

    /** Gives how long it took until a flip was done; by servers without the lost one, unless the process needs that. */
    private Duration lost(Cluster cluster, Fault fault, int leader, Shop shop, boolean amid) throws Exception {
        String before = shop.served();
        Path waiting = folder.resolve("waiting");
        if (amid) {
            shop.with(FaultPoints.WAIT_AT, DECIDED + " " + waiting);
        }
        Started flip = amid ? started(shop, before, waiting) : shop.start("router", "status");
        shop.without(FaultPoints.WAIT_AT);
        cluster.strike(fault, leader);
        long since = System.nanoTime();
        try {
            Files.deleteIfExists(waiting);
            told(shop, before, flip.end(), amid);
            if (fault == Fault.ALONE) {
                told(shop, shop.served(), shop.cdctl(flip(before)), true);
            } else {
                done(shop, before);
            }
        } finally {
            cluster.mend(fault, leader);
        }
        done(shop, before);
        SyncFaultsIT.reportsWhatIsServed(shop);
        return Duration.ofNanos(System.nanoTime() - since);
    }

    private static Started started(Shop shop, String before, Path waiting) {
        Started flip = shop.start(flip(before));
        await().atMost(LIMIT)
                .until(() -> Files.exists(waiting) || !flip.process().isAlive());
        assertThat(waiting).as(flip.said()).exists();
        return flip;
    }

    /** The exit code says what users get. */
    private static void told(Shop shop, String before, Ended ended, boolean isFlip) {
        String served = shop.served();
        if (!isFlip) {
            assertThat(served).as("%s", ended).isEqualTo(before);
            return;
        }
        assertThat(ended.exit()).as("%s", ended).isIn(0, 4, 5, 6, 8);
        if (ended.exit() == 0) {
            assertThat(served).as("%s", ended).isEqualTo(SyncFaultsIT.other(before));
        } else if (ended.exit() != 6) {
            assertThat(served).as("%s", ended).isEqualTo(before);
        }
    }

    /** The same command brings it to its end, once whoever leads now has heard of the process. */
    private static void done(Shop shop, String before) {
        await().atMost(LIMIT).untilAsserted(() -> {
            Ended ended = shop.cdctl(flip(before));
            assertThat(ended.exit()).as("%s", ended).isZero();
        });
        assertThat(shop.served()).isEqualTo(SyncFaultsIT.other(before));
    }

    private static String[] flip(String before) {
        return new String[] {"flip", before.equals("1.0.0") ? "green" : "blue", "--lock-wait", "60s"};
    }

    private static void ask(Shop shop, String url) {
        shop.write("pipeline.yaml", shop.read("pipeline.yaml").replaceAll("(?m)^    state: .*$", "    state: " + url));
    }
}
