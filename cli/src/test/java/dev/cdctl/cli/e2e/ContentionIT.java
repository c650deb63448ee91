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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who deploy at the same instant: one at a time gets through, the others hear who it is. */
class ContentionIT {
    private static final int COMMANDS = 8;

    @Test
    void oneOfManyDeploymentsWins(@TempDir Path folder) throws IOException {
        Path open = folder.resolve("open");
        int wins = 0;
        try (Shop shop = shop(folder, open)) {
            int rounds = Figures.count(3, 50);
            for (int round = 0; round < rounds; round++) {
                boolean waits = round % 3 == 2;
                Files.deleteIfExists(open);
                if (waits) {
                    Files.createFile(open);
                }
                List<Started> all = start(shop, round % 3 > 0, waits);
                if (waits) {
                    all.forEach(one ->
                            assertThat(one.end().exit()).as("%s", one.end()).isZero());
                } else {
                    oneWins(all, open);
                    wins++;
                }
                consistent(shop);
            }
            Figures.tell(rounds + " rounds of " + COMMANDS + " deployments at once: " + wins + " with one winner, "
                    + (rounds - wins) + " one after the other");
        }
    }

    /** The winner cannot end before its door is opened, so each of the others meets the lock. */
    private static void oneWins(List<Started> all, Path open) throws IOException {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> all.stream().filter(one -> one.process().isAlive()).count() <= 1);
        Files.createFile(open);
        List<Ended> ends = all.stream().map(Started::end).toList();
        assertThat(ends.stream().filter(end -> end.exit() == 0))
                .as("winners of %s", ends)
                .hasSize(1);
        assertThat(ends.stream().filter(end -> end.exit() != 0))
                .hasSize(COMMANDS - 1)
                .allSatisfy(end -> {
                    assertThat(end.exit()).as("%s", end).isEqualTo(5);
                    assertThat(end.err())
                            .contains("is locked by ana on ")
                            .contains("has held it since")
                            .contains("deploy");
                });
    }

    /** All deploy something else than what is live, which would be nothing to do. */
    private static List<Started> start(Shop shop, boolean different, boolean waits) {
        String live = shop.served();
        List<String> releases = IntStream.rangeClosed(0, COMMANDS)
                .mapToObj(i -> "1.0." + i)
                .filter(version -> !version.equals(live))
                .toList();
        List<Started> all = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            List<String> words = new ArrayList<>(List.of("deploy", "--allow-older", "--release"));
            words.add(releases.get(different ? i : 0));
            if (waits) {
                words.addAll(List.of("--lock-wait", "5m"));
            }
            all.add(shop.start(words.toArray(String[]::new)));
        }
        return all;
    }

    private static void consistent(Shop shop) {
        String status = shop.status();
        assertThat(status)
                .contains("\"differences\":[]")
                .doesNotContain("locked_by")
                .doesNotContain("half_done");
        assertThat(status).contains("\"version\":\"" + shop.served() + "\"");
        assertThat(shop.instances()).hasSizeLessThanOrEqualTo(2);
    }

    private static Shop shop(Path folder, Path open) throws IOException {
        Shop shop = Shop.open(
                folder,
                pipeline -> pipeline.replace(
                        "watch: 1s", "watch: 0s\n    verify: \"until [ -e '" + open + "' ]; do sleep 0.05; done\""));
        shop.with("USER", "ana");
        for (int i = 0; i <= COMMANDS; i++) {
            shop.release("1.0." + i);
        }
        return shop;
    }
}
