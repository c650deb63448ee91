package dev.cdctl.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Kind;
import dev.cdctl.model.Colour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips by the router and by a hand-written socat, in turn; bench/haproxy prints what this writes. */
class FlipTimesTest {
    private static final int ROUNDS = Boolean.getBoolean("cdctl.bench") ? 50 : 3;
    private static final Path FIGURES = Path.of("target/haproxy-flips.txt");

    private final List<Double> own = new ArrayList<>();
    private final List<Double> ownFirst = new ArrayList<>();
    private final List<Double> byHand = new ArrayList<>();
    private final List<Double> byHandFirst = new ArrayList<>();

    /** Does one flip. */
    private interface Flip {
        void run() throws Exception;
    }

    @Test
    void flipsByBothWaysAreServedAndMeasured(@TempDir Path folder) throws Exception {
        try (Bed bed = new Bed(folder)) {
            bed.flip(Colour.BLUE, 1);
            Load load = Load.start(bed.port, new Load.Mix(Map.of(Kind.KEEP_ALIVE, 4, Kind.NEW_CONNECTION, 2), 0, 0));
            await().until(() -> load.report().counts().size() == 2);
            for (int round = 0; round < ROUNDS; round++) {
                long generation = 2 * round + 2L;
                measure(load, "green", own, ownFirst, () -> bed.flip(Colour.GREEN, generation));
                String entry =
                        Entry.of(Bed.all(Colour.BLUE, generation + 1), false).toString();
                measure(load, "blue", byHand, byHandFirst, () -> setMap(bed, entry));
            }
            Load.Report report = load.stop();
            String text = ROUNDS + " flips by the router and as many by socat: failed requests "
                    + report.failures().size() + ", answers " + report.counts() + "\n"
                    + line("the router: files, lock, map, state, weight, read back", own)
                    + line("the router: first answer of the new colour, from the start", ownFirst)
                    + line("socat with set map alone", byHand)
                    + line("socat: first answer of the new colour, from the start", byHandFirst)
                    + "ratio of the medians %.1f, to the first new answer %.1f%n"
                            .formatted(median(own) / median(byHand), median(ownFirst) / median(byHandFirst));
            Files.writeString(FIGURES, text);
            assertThat(report.failures()).isEmpty();
        }
    }

    private static void measure(Load load, String colour, List<Double> ends, List<Double> firsts, Flip flip)
            throws Exception {
        long since = System.nanoTime();
        flip.run();
        ends.add((System.nanoTime() - since) / 1e6);
        await().until(() -> firstNew(load, colour, since) < Long.MAX_VALUE);
        firsts.add((firstNew(load, colour, since) - since) / 1e6);
    }

    private static long firstNew(Load load, String colour, long since) {
        return load.report().answers().stream()
                .filter(answer -> answer.sent() >= since && answer.colour().equals(colour))
                .mapToLong(answer -> answer.sent() + answer.took())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static void setMap(Bed bed, String entry) throws IOException, InterruptedException {
        String script = "echo 'set map %s/decisions.map books.production %s' | socat - UNIX-CONNECT:%s"
                .formatted(bed.proxy.files(), entry, bed.proxy.socket());
        assertThat(new ProcessBuilder("sh", "-c", script).start().waitFor()).isZero();
    }

    private static double median(List<Double> all) {
        List<Double> sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static String line(String what, List<Double> all) {
        return "%s, ms: median %.1f [%.1f-%.1f]%n"
                .formatted(what, median(all), Collections.min(all), Collections.max(all));
    }
}
