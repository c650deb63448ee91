package dev.cdctl.adapter.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.traffic.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlipUnderLoadTest {
    @Test
    void flipsLoseNoRequest(@TempDir Path folder) {
        try (Running running = new Running(folder)) {
            running.flip(Colour.BLUE, 1);
            Load load = Load.start(running.port, Load.Mix.small());
            await().until(() -> load.report().counts().size() == Kind.values().length);
            long generation = 2;
            for (Colour colour = Colour.GREEN; generation < 10; colour = colour.other(), generation++) {
                String word = colour.word();
                long before = load.count(Kind.KEEP_ALIVE, word);
                running.flip(colour, generation);
                await().until(() -> load.count(Kind.KEEP_ALIVE, word) > before + 20);
            }
            Load.Report report = load.stop();
            assertThat(report.failures()).isEmpty();
            assertThat(report.counts()).containsOnlyKeys(Kind.values());
        }
    }

    @Test
    void theOldColourBecomesQuietAndCanBeStopped(@TempDir Path folder) {
        try (Running running = new Running(folder)) {
            running.flip(Colour.BLUE, 1);
            Load.Mix mix = new Load.Mix(
                    Map.of(Kind.KEEP_ALIVE, 4, Kind.NEW_CONNECTION, 2, Kind.POST, 2, Kind.SLOW, 2, Kind.STREAM, 2),
                    300,
                    300);
            Load load = Load.start(running.port, mix);
            await().until(() -> load.report().counts().size() == mix.clients().size());
            running.flip(Colour.GREEN, 2);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> running.traffic(Colour.BLUE).isQuiet());
            running.blue.close();
            await().until(() -> load.count(Kind.SLOW, "green") > 4);
            assertThat(load.stop().failures()).isEmpty();
        }
    }

    @Test
    void noRequestComesToAColourAfterItWasSeenQuiet(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            Load.Mix mix = new Load.Mix(Map.of(Kind.KEEP_ALIVE, 8, Kind.NEW_CONNECTION, 4, Kind.POST, 2), 0, 0);
            Load load = Load.start(running.port, mix);
            Colour live = Colour.BLUE;
            for (int generation = 2; generation < 30; generation++) {
                Colour old = live;
                live = live.other();
                running.flip(live, generation);
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> running.traffic(old).isQuiet());
                int seen = running.service(old).requests();
                int served = running.service(live).requests();
                Service next = running.service(live);
                await().until(() -> next.requests() > served + 50);
                assertThat(running.service(old).requests()).isEqualTo(seen);
            }
            assertThat(load.stop().failures()).isEmpty();
        }
    }

    @Test
    void aWebSocketStaysWithItsColourAndIsCounted(@TempDir Path folder) {
        try (Running running = new Running(folder)) {
            running.flip(Colour.BLUE, 1);
            Load load = Load.start(running.port, new Load.Mix(Map.of(Kind.WEBSOCKET, 3), 0, 0));
            await().until(() -> running.traffic(Colour.BLUE).upgraded() == 3);
            running.flip(Colour.GREEN, 2);
            long before = load.count(Kind.WEBSOCKET, "blue");
            await().until(() -> load.count(Kind.WEBSOCKET, "blue") > before + 20);
            assertThat(running.traffic(Colour.BLUE))
                    .extracting(Traffic::inFlight, Traffic::upgraded)
                    .containsExactly(0, 3);
            assertThat(load.stop().failures()).isEmpty();
            await().until(() -> running.traffic(Colour.BLUE).isQuiet());
        }
    }
}
