package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose time is over: they end with 12, say what they waited for, and leave the environment whole. */
class TimeoutIT {
    private final Path folder;
    private final Shop shop;

    TimeoutIT(@TempDir Path folder) {
        this.folder = folder;
        this.shop = Shop.open(
                folder, pipeline -> pipeline.replace("drain: 2s", "drain: 1s").replace("watch: 1s", "watch: 0s"));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aCommandWhoseTimeIsOverEndsInGoodOrder() throws IOException {
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.release("1.2.0", Shop.SERVES + " unhealthy");
        shop.deploy("1.0.0");
        shop.deploy("1.1.0");
        try (Load load = Load.start(shop.port(), new Load.Mix(Map.of(Load.Kind.KEEP_ALIVE, 1), 0, 0))) {
            aLockThatIsHeld();
            aScript();
            aFlip("commit.intent", "blue");
            aFlip("commit.effect", "green");
            aReleaseThatIsNeverHealthy();
            assertThat(load.stop().failures()).isEmpty();
        }
    }

    private void aLockThatIsHeld() throws IOException {
        Path door = folder.resolve("door");
        shop.with("CDCTL_TEST_WAIT_AT", "commit.intent " + door);
        Started holder = shop.start("flip", "blue");
        shop.without("CDCTL_TEST_WAIT_AT");
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(door));
        Ended ended = untilItIs("at `lock`", "flip", "blue", "--lock-wait", "5m");
        assertThat(ended.err()).contains("cdctl flip did not end within ", "waiting for ", "number 1 of 1");
        Files.delete(door);
        assertThat(holder.end().exit()).isZero();
        Aftermath.isWhole(shop, "1.0.0");
        shop.done("flip", "green");
    }

    private void aScript() {
        String pipeline = shop.read("pipeline.yaml");
        shop.write("pipeline.yaml", pipeline + "stages:\n  build: {run: \"echo compiling; sleep 4714\"}\n");
        Ended ended = untilItIs("at `build`", "build");
        shop.write("pipeline.yaml", pipeline);
        assertThat(ended.err()).contains("cdctl build did not end within ");
        assertThat(shop.processes().stream().map(Processes::describe)).noneMatch(one -> one.contains("sleep 4714"));
    }

    /** Either it is as before, or it is done; and the next flip finds nothing to mend. */
    private void aFlip(String point, String colour) throws IOException {
        Path door = folder.resolve("door-" + point);
        shop.with("CDCTL_TEST_WAIT_AT", point + " " + door);
        Started flip = shop.start("flip", colour, "--timeout", "2s");
        shop.without("CDCTL_TEST_WAIT_AT");
        await().atMost(Duration.ofMinutes(1)).until(() -> flip.said().contains("the time of 2s is over"));
        Files.deleteIfExists(door);
        Ended ended = flip.end();
        assertThat(ended.exit()).as("%s", ended).isEqualTo(12);
        assertThat(ended.err()).contains("CD-953", "cdctl flip did not end within 2s");
        Aftermath.isWhole(shop, shop.served());
        shop.done("flip", colour);
        assertThat(shop.served()).isEqualTo(colour.equals("blue") ? "1.0.0" : "1.1.0");
    }

    private void aReleaseThatIsNeverHealthy() {
        Ended ended = untilItIs("/health answers 503", "deploy", "--release", "1.2.0", "-o", "json");
        assertThat(ended.err()).contains("cdctl deploy did not end within ", "it was at `health`");
        assertThat(ended.out()).contains("\"exit\" : 12", "CD-953");
        Aftermath.isWhole(shop, "1.1.0");
    }

    /** With more and more time, since nobody knows how long a busy machine takes to come so far. */
    private Ended untilItIs(String at, String... words) {
        for (String time : List.of("2s", "5s", "20s")) {
            shop.with("CDCTL_TIMEOUT", time);
            Ended ended = shop.cdctl(words);
            shop.without("CDCTL_TIMEOUT");
            assertThat(ended.exit()).as("%s", ended).isEqualTo(12);
            assertThat(ended.err()).contains("CD-953", "did not end within " + time);
            if (ended.err().contains(at)) {
                return ended;
            }
        }
        throw new AssertionError("it never was " + at);
    }
}
