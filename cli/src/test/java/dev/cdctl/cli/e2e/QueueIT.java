package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments that wait for the lock: their places are seen, and it goes to them in order, or to the newest alone. */
class QueueIT {
    private static final String JOB = "https://ci.example/job/7";

    @Test
    void whoWaitsIsSeenAndComesInOrderAndTheNewestCanWin(@TempDir Path folder) throws IOException {
        Path open = folder.resolve("open");
        try (Shop shop = shop(folder, open)) {
            inOrder(shop, open);
            newestWins(shop, open);
            assertThat(files(shop.state().resolve("store/_waiting"))).isEmpty();
        }
    }

    /** The first one cannot end before its door is opened. */
    private static void inOrder(Shop shop, Path open) throws IOException {
        Started holder = held(shop, "1.0.0");
        Started first = waits(shop, "1.0.1", "number 1 of 1");
        Started second = waits(shop, "1.0.2", "number 2 of 2");
        Started third = waits(shop, "1.0.3", "number 3 of 3");
        assertThat(third.said()).contains("waiting for ana on ", "(deploy, " + JOB + "), number 3 of 3");

        second.process().destroyForcibly();
        says(third, "number 2 of 2");
        Started stopped = waits(shop, "1.0.2", "number 3 of 3");
        stopped.process().destroy();
        assertThat(stopped.end().exit()).isEqualTo(143);
        assertThat(stopped.said()).contains("CD-703", "number 3 of 3");
        assertThat(order(shop)).containsExactly("1.0.1", "1.0.3");
        assertThat(shop.done("lock", "status").out())
                .contains("locked by ana on ", "1. ana on ", "(deploy 1.0.1, " + JOB + ")", "2. ana on ");

        Files.createFile(open);
        for (Started one : List.of(holder, first, third)) {
            assertThat(one.end().exit()).as(one.said()).isZero();
        }
        assertThat(third.said()).contains("ok lock: our turn");
        assertThat(shop.served()).isEqualTo("1.0.3");
        assertThat(shop.done("history", "-o", "json").out().replaceAll("\\s", ""))
                .matches(".*\"version\":\"1.0.3\".*\"version\":\"1.0.1\".*\"version\":\"1.0.0\".*");
        Files.delete(open);
    }

    private static void newestWins(Shop shop, Path open) throws IOException {
        Started holder = held(shop, "1.0.0");
        Started older = waits(shop, "1.0.1", "number 1 of 1", "--newest-wins");
        Started newest = waits(shop, "1.0.2", "number 1 of 1", "--newest-wins");
        replaced(older.end());
        Started late = start(shop, "1.0.1", "--newest-wins");
        replaced(late.end());
        assertThat(order(shop)).containsExactly("1.0.2");

        Files.createFile(open);
        assertThat(holder.end().exit()).isZero();
        assertThat(newest.end().exit()).as(newest.said()).isZero();
        assertThat(shop.served()).isEqualTo("1.0.2");
    }

    private static void replaced(Ended ended) {
        assertThat(ended.exit()).as("%s", ended).isEqualTo(5);
        assertThat(ended.err()).contains("CD-952", "ana on ", "(deploy 1.0.2, " + JOB + ")", "nothing was changed");
    }

    private static Started held(Shop shop, String version) {
        Started holder = shop.start("deploy", "--allow-older", "--release", version);
        says(holder, "> verify:");
        return holder;
    }

    private static Started start(Shop shop, String version, String... more) {
        List<String> words =
                new ArrayList<>(List.of("deploy", "--allow-older", "--release", version, "--lock-wait", "5m"));
        words.addAll(List.of(more));
        return shop.start(words.toArray(String[]::new));
    }

    private static Started waits(Shop shop, String version, String place, String... more) {
        Started one = start(shop, version, more);
        says(one, place);
        return one;
    }

    private static void says(Started one, String text) {
        await(text).atMost(Duration.ofMinutes(2)).until(() -> one.said().contains(text));
    }

    private static List<String> order(Shop shop) {
        String json = shop.done("lock", "status", "-o", "json").out().replaceAll("\\s", "");
        return Stream.of(json.substring(json.indexOf("\"waiting\":[")).split("\"version\":\"", -1))
                .skip(1)
                .map(text -> text.substring(0, text.indexOf('"')))
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static Shop shop(Path folder, Path open) {
        Shop shop = Shop.open(
                folder,
                pipeline -> pipeline.replace(
                        "watch: 1s", "watch: 0s\n    verify: \"until [ -e '" + open + "' ]; do sleep 0.05; done\""));
        shop.with("USER", "ana").with("BUILD_URL", JOB);
        for (int i = 0; i <= 3; i++) {
            shop.release("1.0." + i);
        }
        return shop;
    }
}
