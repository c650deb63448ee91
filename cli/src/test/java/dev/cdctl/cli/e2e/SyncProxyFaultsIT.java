package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.servers.Etcd;
import dev.cdctl.servers.RealNginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to the proxy beside {@code router sync}: its disk is full, or it is killed and started again. Users keep
 * what they had, and what is reported is what is served.
 */
class SyncProxyFaultsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Load.Mix MIX =
            new Load.Mix(Map.of(Kind.KEEP_ALIVE, 2, Kind.NEW_CONNECTION, 2, Kind.POST, 1), 0, 0);

    private final Path folder;

    SyncProxyFaultsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /** A proxy as this test needs it. */
    private interface Beside extends AutoCloseable {
        /** Where cdctl writes on its machine. */
        Path kept();

        /** A shop behind it. */
        Shop shop(Path root);

        /** Ends it at once, and starts it anew. */
        void again();

        @Override
        void close();
    }

    private record Nginx(RealNginx real) implements Beside {
        @Override
        public Path kept() {
            return real.flags();
        }

        @Override
        public Shop shop(Path root) {
            return SyncFaultsIT.shop(root, real);
        }

        @Override
        public void again() {
            real.close();
            real.tell();
        }

        @Override
        public void close() {
            real.close();
        }

        @Override
        public String toString() {
            return "nginx";
        }
    }

    private record OfHaproxy(Haproxy real) implements Beside {
        @Override
        public Path kept() {
            return real.folder();
        }

        @Override
        public Shop shop(Path root) {
            return SyncFaultsIT.shop(root, real);
        }

        @Override
        public void again() {
            real.again();
        }

        @Override
        public void close() {
            real.close();
        }

        @Override
        public String toString() {
            return "HAProxy";
        }
    }

    @Test
    void aFullDiskOfNginxTakesNothingFromUsers() throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "another start of HAProxy is enough otherwise");
        try (Beside proxy = new Nginx(RealNginx.start(folder.resolve("lb")))) {
            struck(folder, proxy, true, "");
        }
    }

    @Test
    void aFullDiskOfHaproxyTakesNothingFromUsers() throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "another start of HAProxy is enough otherwise");
        try (Beside proxy = new OfHaproxy(Haproxy.start(folder.resolve("lb")))) {
            struck(folder, proxy, true, "");
        }
    }

    @Test
    void nginxThatIsStartedAgainServesWhatItServed() throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "another start of HAProxy is enough otherwise");
        try (Beside proxy = new Nginx(RealNginx.start(folder.resolve("lb")))) {
            struck(folder, proxy, false, "");
        }
    }

    @Test
    void haproxyThatIsStartedAgainServesWhatItServed() throws Exception {
        try (Beside proxy = new OfHaproxy(Haproxy.start(folder.resolve("lb")))) {
            struck(folder, proxy, false, "");
        }
    }

    @Test
    void aProxyThatStaysOffIsToldByWhoeverLooksAndHasNothingBegun() {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "DoubtTest has it in memory");
        try (RealNginx nginx = RealNginx.start(folder.resolve("lb"));
                Shop shop = SyncFaultsIT.shop(folder, nginx)) {
            Started sync = SyncFaultsIT.prepared(shop);
            assertThat(shop.cdctl("status", "--check").exit()).isZero();
            nginx.close();
            await().atMost(LIMIT)
                    .until(() ->
                            shop.done("router", "status").out().contains("router lb1  production: does not answer"));

            Ended status = shop.cdctl("status", "--check");
            assertThat(status.exit()).as("%s", status).isEqualTo(5);
            assertThat(status.out()).contains("router lb1 cannot follow", "connection refused");
            Ended held = shop.cdctl("flip", "blue");
            assertThat(held.exit()).as("%s", held).isEqualTo(4);
            assertThat(held.err()).contains("CD-985", "does not answer");
            Ended resumed = shop.cdctl("resume");
            assertThat(resumed.exit()).as("%s", resumed).isEqualTo(6);
            assertThat(resumed.err()).contains("CD-941", "does not answer", "mend what it says");

            nginx.tell();
            shop.done("flip", "blue");
            assertThat(shop.served()).isEqualTo("1.0.0");
            assertThat(shop.cdctl("status", "--check").exit()).isZero();
            sync.process().destroyForcibly();
            sync.end();
            await().atMost(LIMIT)
                    .until(() -> shop.done("router", "status").out().contains("    silent for "));
            assertThat(shop.cdctl("status", "--check").exit()).isEqualTo(5);
            Started next = shop.start("router", "sync", "lb1");
            SyncFaultsIT.reportsWhatIsServed(shop);
            shop.done("remove");
            SyncFaultsIT.stop(next);
        }
    }

    /** With the truth in etcd, which a process waits for otherwise than for files. */
    @Test
    void withStateInEtcdBothAreTheSame() throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "another start of HAProxy is enough otherwise");
        for (boolean disk : List.of(true, false)) {
            Path root = Files.createDirectories(folder.resolve("disk-" + disk));
            try (Etcd etcd = Etcd.start(Files.createDirectories(root.resolve("etcd")));
                    Beside proxy = new OfHaproxy(Haproxy.start(root.resolve("lb")))) {
                struck(root, proxy, disk, etcd.url("cdctl"));
            }
        }
    }

    private static void struck(Path root, Beside proxy, boolean disk, String state) throws Exception {
        try (SmallDisk small = SmallDisk.on(disk ? proxy.kept() : root.resolve("unused"));
                Shop shop = proxy.shop(root)) {
            if (!state.isEmpty()) {
                shop.write(
                        "pipeline.yaml",
                        shop.read("pipeline.yaml").replace("    watch: 0s", "    watch: 0s\n    state: " + state));
            }
            Started sync = SyncFaultsIT.prepared(shop);
            try (Load load = Load.start(shop.port(), MIX)) {
                long since = disk ? fullDisk(shop, small) : restarted(shop, proxy);
                SyncFaultsIT.reportsWhatIsServed(shop);
                Load.Report report = load.stop();
                List<Load.Failed> failures = report.failures().stream()
                        .filter(failed -> failed.sent() > since)
                        .toList();
                Figures.tell((disk ? "a full disk of " : "after another start of ") + proxy + " beside router sync"
                        + (state.isEmpty() ? "" : ", state in etcd") + ": failed requests " + failures.size() + " of "
                        + report.answers().size());
                assertThat(failures).isEmpty();
            }
            if (disk) {
                small.fill();
            }
            again(shop, proxy);
            if (disk) {
                small.free();
            }
            SyncFaultsIT.reportsWhatIsServed(shop);
            shop.done("remove");
            SyncFaultsIT.stop(sync);
        }
    }

    /** What cannot be written is refused, the earlier one goes on, and it is done once there is room; gives the start. */
    private static long fullDisk(Shop shop, SmallDisk disk) throws IOException {
        long since = System.nanoTime();
        String before = shop.served();
        disk.fill();
        Ended refused = shop.cdctl("flip", before.equals("1.0.0") ? "green" : "blue");
        assertThat(refused.exit()).as("%s", refused).isIn(6, 8);
        assertThat(shop.served()).isEqualTo(before);
        disk.free();
        shop.done("resume");
        shop.done("flip", before.equals("1.0.0") ? "green" : "blue");
        assertThat(shop.served()).isEqualTo(SyncFaultsIT.other(before));
        return since;
    }

    /** It follows its files by itself; gives when it was back. */
    private static long restarted(Shop shop, Beside proxy) {
        String before = shop.served();
        again(shop, proxy);
        long since = System.nanoTime();
        shop.done("flip", before.equals("1.0.0") ? "green" : "blue");
        assertThat(shop.served()).isEqualTo(SyncFaultsIT.other(before));
        return since;
    }

    /** It serves what it served before. */
    private static void again(Shop shop, Beside proxy) {
        String before = shop.served();
        proxy.again();
        await().atMost(LIMIT).until(() -> Question.ask(shop.port()).status() == 200);
        assertThat(shop.served()).isEqualTo(before);
    }
}
