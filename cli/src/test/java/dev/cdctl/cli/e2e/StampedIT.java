package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that were stamped for a build are as they were when the build did not come to its end. */
class StampedIT {
    private static final String SOURCE = "name=shop\r\nversion=0\r\n";

    private final Shop shop;

    StampedIT(@TempDir Path folder) {
        this.shop = Shop.open(
                folder,
                pipeline -> pipeline.replace(
                                "version: {from: git}",
                                "version: {from: git, stamp: [{file: app.txt, pattern: 'version=(.*)'}]}")
                        + "stages:\n  build: {run: ./build.sh}\n");
        shop.write("app.txt", SOURCE);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void commit(String script) {
        shop.write("build.sh", "#!/bin/sh\n" + script + "\n");
        assertThat(shop.project().resolve("build.sh").toFile().setExecutable(true))
                .isTrue();
        shop.write("release.txt", "1\n");
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "more");
        shop.git("tag", "v1.0.0");
    }

    @Test
    void aStageThatFailsLeavesTheSourcesAsTheyWere() {
        commit("cp app.txt \"$HOME/seen\"; exit 3");
        Ended ended = shop.cdctl("run", "--to", "package");
        assertThat(ended.exit()).as("%s", ended).isEqualTo(1);
        assertThat(shop.home().resolve("seen")).content().isEqualTo(SOURCE.replace("=0", "=1.0.0"));
        assertUntouched();
    }

    @Test
    void anInterruptLeavesTheSourcesAsTheyWere() {
        commit("touch \"$HOME/began\"; sleep 600");
        Program.Started run = shop.start("run", "--to", "package");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> shop.home().resolve("began").toFile().exists());
        assertThat(shop.read("app.txt")).isEqualTo(SOURCE.replace("=0", "=1.0.0"));
        run.process().destroy();
        assertThat(run.end().exit()).isEqualTo(143);
        assertUntouched();
    }

    @Test
    void aKillIsMadeUpForByTheNextRun() {
        commit("touch \"$HOME/began\"; [ -e \"$HOME/go\" ] || sleep 600");
        Program.Started run = shop.start("run", "--to", "package");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> shop.home().resolve("began").toFile().exists());
        run.process().destroyForcibly();
        run.end();
        assertThat(shop.home().resolve("go"))
                .satisfies(go -> assertThat(go.toFile().createNewFile()).isTrue());
        Ended ended = shop.cdctl("run", "--to", "push");
        assertThat(ended.exit()).as("%s", ended).isZero();
        assertUntouched();
        shop.processes().stream()
                .filter(process -> Processes.describe(process).contains("sleep 600"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private void assertUntouched() {
        assertThat(shop.read("app.txt")).isEqualTo(SOURCE);
        assertThat(shop.run("git", "status", "--porcelain").end().out()).isEmpty();
    }
}
