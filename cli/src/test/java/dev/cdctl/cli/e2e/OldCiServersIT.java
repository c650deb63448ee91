package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs of two CI servers that end what they cancel in opposite ways: laminar by SIGTERM, Hudson by SIGKILL. They are
 * fetched, which takes a minute, so only with --all.
 */
@Timeout(900)
class OldCiServersIT {
    private static final Duration SOON = Duration.ofMinutes(2);

    private final Path folder;

    OldCiServersIT(@TempDir Path folder) throws IOException {
        assumeTrue(
                Boolean.getBoolean("cdctl.all"), "CI servers have to be fetched, so they are started with --all alone");
        this.folder = folder.toRealPath();
    }

    /** It ends whatever a job leaves behind when the job ends, so what users see is started by somebody else. */
    @Test
    void aJobOfLaminarFailsAndIsCancelled() throws IOException, InterruptedException {
        try (Shop shop = Shop.open(Files.createDirectory(folder.resolve("shop")), OldCiServersIT::patient);
                Laminar laminar = Laminar.start(folder.resolve("laminar"))) {
            laminar.job("push", script(shop, "run --to push"));
            laminar.job("deploy", script(shop, "deploy -e production"));
            commit(shop, "1.0.0", Shop.SERVES);
            assertThat(laminar.run("push")).as(laminar.log("push", 1)).isTrue();
            shop.deploy("1.0.0");

            failed(laminar, shop, 1);
            cancelled(laminar, shop, 2);
            assertThat(laminar.log("deploy", 2)).contains("TERM: stopping", "exit 143", "safe and unlocked");
            assertThat(starting(shop)).isEmpty();
            assertThat(shop.done("lock", "status").out()).contains("not locked");
        }
    }

    @Test
    void aJobOfHudsonDeploysFailsAndIsCancelled() throws IOException, InterruptedException {
        try (Shop shop = Shop.open(Files.createDirectory(folder.resolve("shop")), OldCiServersIT::patient);
                Hudson hudson = Hudson.start(folder.resolve("hudson"))) {
            hudson.job("push", script(shop, "run --to push"));
            hudson.job("deploy", script(shop, "deploy -e production"));
            commit(shop, "1.0.0", Shop.SERVES);
            assertThat(hudson.run("push")).as(hudson.log("push", 1)).isTrue();
            assertThat(hudson.run("deploy")).as(hudson.log("deploy", 1)).isTrue();
            assertThat(shop.served()).isEqualTo("1.0.0");

            failed(hudson, shop, 2);
            cancelled(hudson, shop, 3);
            assertThat(shop.done("lock", "status").out()).contains("that process is dead");
            commit(shop, "1.3.0", Shop.SERVES);
            hudson.run("push");
            assertThat(hudson.run("deploy")).as(hudson.log("deploy", 4)).isTrue();
            assertThat(shop.served()).isEqualTo("1.3.0");
            assertThat(starting(shop)).isEmpty();
        }
    }

    private static String patient(String pipeline) {
        return pipeline.replace("within: 30s", "within: 10m");
    }

    private static void failed(CiServer server, Shop shop, int number) throws IOException {
        commit(shop, "1.1.0", "echo out of order; exit 3");
        server.run("push");
        assertThat(server.run("deploy")).isFalse();
        assertThat(server.log("deploy", number)).contains("CD-514", "exit code 3", "out of order");
        assertThat(shop.served()).isEqualTo("1.0.0");
    }

    private static void cancelled(CiServer server, Shop shop, int number) throws IOException {
        commit(shop, "1.2.0", "exec sleep 600");
        server.run("push");
        server.begin("deploy");
        await().atMost(SOON).until(() -> !starting(shop).isEmpty());
        server.abort("deploy", number);
        await().atMost(SOON).until(() -> deploying(shop).isEmpty());
        assertThat(shop.served()).isEqualTo("1.0.0");
    }

    private static String script(Shop shop, String command) {
        StringBuilder script = new StringBuilder("#!/bin/sh\nset -e\nunset LD_LIBRARY_PATH\n");
        shop.variables()
                .forEach((name, value) -> script.append("export ")
                        .append(name)
                        .append("='")
                        .append(value)
                        .append("'\n"));
        return script + "cd '" + shop.project() + "'\nexec " + Program.FILE + " " + command + "\n";
    }

    private static void commit(Shop shop, String version, String script) {
        shop.write("start.sh", "#!/bin/sh\n" + script + "\n");
        shop.write("release.txt", version + "\n");
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "release " + version);
        shop.git("tag", "v" + version);
    }

    /** Instances of the release that never gets well. */
    private static List<ProcessHandle> starting(Shop shop) {
        return shop.instances().stream()
                .filter(process -> Processes.describe(process).contains("sleep 600"))
                .toList();
    }

    private static List<ProcessHandle> deploying(Shop shop) {
        return shop.processes().stream()
                .filter(process -> Processes.describe(process).contains("deploy -e production"))
                .toList();
    }
}
