package dev.cdctl.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.model.Colour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlipUnderLoadTest {
    private static final int FLIPS = Boolean.getBoolean("cdctl.all") ? 200 : 10;

    @Test
    void flipsLoseNoRequest(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            Load load = Load.start(bed.port, Load.Mix.small());
            await().until(() -> load.report().counts().size() == Kind.values().length);
            Colour colour = Colour.BLUE;
            for (int flip = 0; flip < FLIPS; flip++) {
                colour = colour.other();
                String word = colour.word();
                long before = load.count(Kind.KEEP_ALIVE, word);
                bed.flip(colour, flip + 2);
                bed.prove(Bed.all(colour, flip + 2));
                await().until(() -> load.count(Kind.KEEP_ALIVE, word) > before + 20);
            }
            Load.Report report = load.stop();
            System.getLogger("figures")
                    .log(
                            System.Logger.Level.INFO,
                            FLIPS + " flips, failed " + report.failures().size() + ", answers " + report.counts());
            assertThat(report.failures()).isEmpty();
            assertThat(report.counts()).containsOnlyKeys(Kind.values());
        }
    }

    @Test
    void theOldColourBecomesQuietAndCanBeStopped(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            Load.Mix mix = new Load.Mix(
                    Map.of(Kind.KEEP_ALIVE, 4, Kind.NEW_CONNECTION, 2, Kind.POST, 2, Kind.SLOW, 2, Kind.STREAM, 2),
                    300,
                    300);
            Load load = Load.start(bed.port, mix);
            await().until(() -> load.report().counts().size() == mix.clients().size());
            bed.flip(Colour.GREEN, 2);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> bed.traffic(Colour.BLUE).isQuiet());
            bed.blue.close();
            long before = load.count(Kind.SLOW, "green");
            await().until(() -> load.count(Kind.SLOW, "green") > before + 4);
            assertThat(load.stop().failures()).isEmpty();
        }
    }

    @Test
    void anotherServiceComesAndGoesWithoutALostRequest(@TempDir Path folder) {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            Load load = Load.start(bed.port, Load.Mix.small());
            await().until(() -> load.report().counts().size() == Kind.values().length);
            Neighbour other = new Neighbour(bed);
            other.serve(Colour.GREEN, 1);
            other.router.remove();
            long before = load.count(Kind.KEEP_ALIVE, "blue");
            await().until(() -> load.count(Kind.KEEP_ALIVE, "blue") > before + 50);
            assertThat(load.stop().failures()).isEmpty();
        }
    }
}
