package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.HostedShop.Entry;
import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.cli.world.Host;
import dev.cdctl.cli.world.World;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What goes wrong on one of two hosts, beside them, or with the person at work: nothing is flipped anywhere, what was
 * started is ended, users notice nothing, the message says what it was, and the same command converges afterwards. One
 * shop goes through all of it, with two releases by turns; every test leaves it well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostFaultsIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Mix FEW = new Mix(Map.of(Kind.KEEP_ALIVE, 1, Kind.NEW_CONNECTION, 1, Kind.POST, 1), 0, 0);

    private final Path hold;
    private final Path begun;
    private final World world = World.of(2, "800m");
    private final Host first = world.host(1);
    private final Host second = world.host(2);
    private final HostedShop hosted;
    private final Shop shop;
    private String live = "";
    private Load load;

    HostFaultsIT(@TempDir Path folder) {
        hold = folder.resolve("hold");
        begun = folder.resolve("begun");
        String verify = "\"touch '" + begun + "'; while [ -e '" + hold + "' ]; do sleep 0.05; done\"";
        hosted = HostedShop.open(
                world,
                folder,
                Entry.NGINX,
                pipeline -> pipeline.replace("within: 15s", "within: 4s")
                        .replace("    drain: 1s", "    verify: " + verify + "\n    drain: 1s"));
        shop = hosted.shop();
        List.of("1.0.0", "1.1.0").forEach(hosted::release);
        List.of("1.0.0", "1.1.0").forEach(this::converges);
        load = Load.start(FEW, hosted.url());
    }

    @BeforeEach
    void ask() {
        load.close();
        load = Load.start(FEW, hosted.url());
    }

    @AfterEach
    void nobodyNoticed() throws IOException {
        Files.deleteIfExists(begun);
        assertThat(load.stop().failures()).isEmpty();
    }

    @AfterAll
    void close() {
        load.close();
        try (world) {
            hosted.close();
        }
    }

    /** Also when every second answer is a good one. */
    @ParameterizedTest
    @ValueSource(strings = {"unhealthy", "flap=2"})
    void oneHostThatDoesNotBecomeHealthyLeavesBothAsTheyWere(String words) {
        String version = other();
        hosted.behave(second, words);

        refused(1, version).contains("CD-515", "on host2", words.equals("unhealthy") ? "503" : "never 2 in a row");
        assertThat(shop.done("history").out()).containsPattern(version + ".*failed");
        hosted.behave(second, "");
        converges(version);
    }

    @Test
    void aPortThatSomebodyElseHasIsNamedBeforeAnythingIsStarted() {
        String version = other();
        String warm = second.docker()
                .text("ps", "-q", "--filter", "label=dev.cdctl.service=" + hosted.name(), "--no-trunc")
                .lines()
                .filter(id -> !label(id, "version").equals(live))
                .findFirst()
                .orElseThrow();
        String address = label(warm, "address");
        String port = address.substring(address.indexOf(':') + 1);
        second.docker().text("rm", "-f", warm);
        String pid = second.run(
                "sh", "-c", "setsid socat TCP-LISTEN:" + port + ",fork,reuseaddr EXEC:cat >/dev/null 2>&1 & echo $!");

        refused(5, version).contains("CD-511", port, "on host2");
        second.run("kill", pid);
        converges(version);
    }

    @Test
    @EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
    void aFullDiskOfOneHostIsNamed() {
        String version = "2.0.0";
        hosted.release(version);
        second.fill();

        refused(5, version).contains("CD-519", "host2 has not enough disk");
        second.free();
        converges(version);
    }

    @Test
    @EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
    void aRegistryThatDiesBetweenTwoHostsChangesNothingAndIsNotNeededForARollback() {
        String version = "3.0.0";
        hosted.release(version);
        String before = live;
        first.docker().text("pull", "-q", world.registryAddress() + "/" + hosted.name() + ":" + version);
        world.registry().kill();

        refused(4, version).contains("CD-494", "host2 cannot pull").doesNotContain("host1 cannot pull");
        world.registry().start();
        converges(version);
        world.registry().kill();
        shop.done("rollback");
        assertThat(hosted.served()).isEqualTo(before);
        world.registry().start();
        converges(version);
    }

    @Test
    void aProgramThatIgnoresItsSignalIsToldAsKilled() {
        hosted.behave(second, "ignore-term");
        converges(other());
        hosted.behave(second, "");
        converges(other());

        Ended ended = converges(other());
        assertThat(ended.err())
                .containsPattern("clear: web-0 \\((blue|green)\\) on host2 did not end in time and had to");
        assertThat(ended.err()).doesNotContain("on host1 did not");
    }

    @Test
    void aContainerThatDiesAfterItWasHealthyIsNoticedBeforeTheFlip() throws IOException {
        String version = other();
        hosted.behave(second, "die-after-healthy=2s");
        Started deploy = held("deploy", "--release", version, "--allow-older");
        await().atMost(LIMIT)
                .until(() -> second.docker()
                        .text(
                                "events",
                                "--since",
                                "30s",
                                "--until",
                                "0s",
                                "--filter",
                                "event=die",
                                "--filter",
                                "label=dev.cdctl.version=" + version)
                        .contains("exitCode=9"));
        Files.delete(hold);

        untouched(deploy.end(), 1).contains("CD-690", "on host2", "exit code 9", "the shelf fell over");
        hosted.behave(second, "");
        converges(version);
    }

    @Test
    void controlCInMidDeploymentUndoesIt() throws Exception {
        String version = other();
        Started deploy = held("deploy", "--release", version, "--allow-older");
        assertThat(deploy.said()).as("what it tells while it waits").contains("ok health");
        shop.run("kill", "-INT", Long.toString(deploy.process().pid())).end();

        untouched(deploy.end(), 130).contains("CD-801");
        Files.delete(hold);
        assertThat(shop.status()).doesNotContain("locked_by", "half_done");
        converges(version);
    }

    @Test
    void twoOperatorsHaveOneLockAndOneTruth() throws IOException {
        String version = other();
        String before = live;
        hosted.operator("ana");
        Started ana = held("deploy", "--release", version, "--allow-older");
        hosted.operator("ben");
        refused(5, version).contains("is locked by ana", "deploy");
        Files.delete(hold);
        Ended done = ana.end();
        assertThat(done.exit()).as("%s", done).isZero();

        assertThat(shop.status()).contains("\"version\":\"" + version + "\"", "\"differences\":[]");
        shop.done("rollback");
        assertThat(hosted.served()).isEqualTo(before);
        hosted.operator("ana");
        assertThat(shop.status()).contains("\"version\":\"" + before + "\"", "\"differences\":[]");
        converges(version);
    }

    @Test
    void aRoutersHostThatIsGoneStopsADeploymentBeforeItBegins() {
        String version = other();
        load.stop();
        world.proxies().cut();
        Ended ended = shop.cdctl("deploy", "--release", version, "--allow-older");
        world.proxies().join();

        untouched(ended, 4).contains("ssh://root@" + world.proxies().address());
        load = Load.start(FEW, hosted.url());
        converges(version);
    }

    @Test
    @EnabledIfSystemProperty(named = "cdctl.all", matches = "true")
    void aRoutersHostThatGoesBeforeTheFlipIsCaughtUpWith() throws IOException {
        String version = other();
        load.stop();
        Started deploy = held("deploy", "--release", version, "--allow-older");
        world.proxies().cut();
        Files.delete(hold);
        Ended ended = deploy.end();
        world.proxies().join();

        assertThat(ended.exit()).as("%s", ended).isEqualTo(6);
        assertThat(ended.err()).contains("cdctl resume");
        assertThat(hosted.served()).isEqualTo(live);
        load = Load.start(FEW, hosted.url());
        shop.done("resume");
        assertThat(hosted.served()).isEqualTo(live);
        assertThat(shop.status()).contains("\"differences\":[]").doesNotContain("half_done");
        converges(version);
    }

    /** Started, and held at its own checks, when everything new runs and nothing is flipped. */
    private Started held(String... command) throws IOException {
        Files.deleteIfExists(begun);
        Files.createFile(hold);
        Started started = shop.start(command);
        await().atMost(LIMIT)
                .until(() -> Files.exists(begun) || !started.process().isAlive());
        assertThat(started.process().isAlive()).as(started::said).isTrue();
        return started;
    }

    /** The release that is not live: its images are everywhere already. */
    private String other() {
        return live.equals("1.0.0") ? "1.1.0" : "1.0.0";
    }

    private AbstractStringAssert<?> refused(int exit, String version) {
        return untouched(shop.cdctl("deploy", "--release", version, "--allow-older"), exit);
    }

    /** The message of a command that has changed nothing. */
    private AbstractStringAssert<?> untouched(Ended ended, int exit) {
        assertThat(ended.exit()).as("%s", ended).isEqualTo(exit);
        assertThat(hosted.served()).isEqualTo(live);
        for (Host host : world.engines()) {
            // Before anything is started, the release of before is still warm.
            assertThat(hosted.running(host))
                    .hasSizeLessThanOrEqualTo(exit == 1 || exit == 130 ? 1 : 2)
                    .anyMatch(each -> each.startsWith(live + " "));
        }
        return assertThat(ended.err());
    }

    /** The deployment does what it is there for, on both hosts. */
    private Ended converges(String version) {
        Ended ended = shop.done("deploy", "--release", version, "--allow-older");
        live = version;
        assertThat(hosted.served()).isEqualTo(version);
        for (Host host : world.engines()) {
            assertThat(hosted.running(host)).anyMatch(each -> each.startsWith(version + " "));
        }
        assertThat(shop.status()).contains("\"differences\":[]").doesNotContain("half_done", "locked_by");
        return ended;
    }

    private String label(String container, String name) {
        return second.docker()
                .text("inspect", "--format", "{{index .Config.Labels \"dev.cdctl." + name + "\"}}", container);
    }
}
