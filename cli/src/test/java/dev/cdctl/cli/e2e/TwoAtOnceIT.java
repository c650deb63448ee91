package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several cdctl that work on stages at the same instant, in one checkout and in two with one cache. */
@Timeout(600)
class TwoAtOnceIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path folder;

    TwoAtOnceIT(@TempDir Path folder) throws IOException {
        this.folder = folder.toRealPath();
    }

    private Shop shop(String stages) {
        Shop shop = Shop.open(folder, pipeline -> pipeline.replace("package:", stages + "package:"));
        shop.write("release.txt", "1\n");
        shop.write("source.txt", own("one") + "\n");
        shop.write(".gitignore", ".cdctl/\nmade.txt\nmade/\n");
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "Begin");
        shop.git("tag", "v1.0.0");
        return shop;
    }

    /** The cache is that of all tests, so nobody else may have made the same. */
    private String own(String text) {
        return text + " " + folder;
    }

    private static List<Ended> ends(List<Started> started) {
        List<Ended> ends = started.stream().map(Started::end).toList();
        assertThat(ends).allMatch(end -> end.exit() == 0);
        return ends;
    }

    @Test
    void theSecondOfTwoInOneCheckoutWaitsAndFindsItDone() throws IOException {
        String run = "echo x >> ../built; echo half > made.txt; touch ../up; until [ -e ../go ]; do sleep 0.05; done;"
                + " cat source.txt > made.txt";
        try (Shop shop =
                shop("stages:\n  build: {run: \"" + run + "\", inputs: [source.txt], outputs: [made.txt]}\n")) {
            Started first = shop.start("run", "build");
            await().atMost(SOON).until(() -> Files.exists(folder.resolve("up")));
            Started second = shop.start("run", "build");
            await().atMost(SOON).until(() -> second.said().contains("waiting for another cdctl"));
            Files.createFile(folder.resolve("go"));
            assertThat(ends(List.of(first, second)).get(1).err()).contains("skipped build: unchanged, outputs kept");
            assertThat(folder.resolve("built")).hasContent("x");
            Files.delete(shop.project().resolve("made.txt"));
            assertThat(shop.done("run", "build").err()).contains("1 output restored");
            assertThat(shop.project().resolve("made.txt")).hasContent(own("one"));
        }
    }

    @Test
    void whoWaitsCanBeCancelled() throws IOException {
        String run = "touch ../up; until [ -e ../go ]; do sleep 0.05; done";
        try (Shop shop = shop("stages:\n  build: {run: \"" + run + "\", inputs: [source.txt]}\n")) {
            Started first = shop.start("run", "build");
            await().atMost(SOON).until(() -> Files.exists(folder.resolve("up")));
            Started second = shop.start("run", "build");
            await().atMost(SOON).until(() -> second.said().contains("waiting for another cdctl"));
            second.process().destroy();
            assertThat(second.end().exit()).isEqualTo(143);
            Files.createFile(folder.resolve("go"));
            ends(List.of(first));
        }
    }

    /** Four stages that end at the same instant, each run by a cdctl of its own. */
    @Test
    void whatSeveralNoteInOneCheckoutIsNotLost() throws IOException {
        String wait = "touch ../up-%1$s; until [ $(ls .. | grep -c up-) = 4 ]; do sleep 0.01; done";
        StringBuilder stages = new StringBuilder("stages:\n");
        List<String> names = List.of("a", "b", "c", "d");
        names.forEach(name -> stages.append("  " + name + ": {needs: [], run: \"" + wait.formatted(name) + "\"}\n"));
        int rounds = Figures.count(4, 50);
        try (Shop shop = shop(stages.toString())) {
            for (int round = 0; round < rounds; round++) {
                for (String name : names) {
                    Files.deleteIfExists(folder.resolve("up-" + name));
                }
                Files.deleteIfExists(shop.project().resolve(".cdctl/release.json"));
                ends(names.stream().map(name -> shop.start("run", name)).toList());
                String noted = shop.read(".cdctl/release.json");
                assertThat(names).as("round %d: %s", round, noted).allMatch(name -> noted.contains("\"" + name + "\""));
            }
        }
        Figures.tell("four stages that ended at once in one checkout, all noted: " + rounds + " rounds");
    }

    /** The output differs from run to run, so that a file which two wrote together would be noticed. */
    private static final String MAKING = """
            stages:
              build:
                run: 'mkdir -p made; for i in 1 2 3; do { cat source.txt; yes $$-$i | head -n 40000; } > made/$i; done'
                inputs: [source.txt]
                outputs: ['made/**']
              other: {run: 'cat source.txt > made.txt', needs: [], inputs: [source.txt], outputs: [made.txt]}
            """;

    /** The project and a clone of it. */
    private List<Path> checkouts(Shop shop) {
        assertThat(shop.run("git", "clone", "-q", ".", "../other").end().exit()).isZero();
        return List.of(shop.project(), folder.resolve("other"));
    }

    private String source(List<Path> checkouts, int round) throws IOException {
        for (Path checkout : checkouts) {
            Files.writeString(checkout.resolve("source.txt"), own("round " + round) + "\n");
        }
        return own("round " + round);
    }

    @Test
    void twoCheckoutsShareACacheAndLoseNothing() throws IOException {
        int rounds = Figures.count(4, 50);
        try (Shop shop = shop(MAKING)) {
            List<Path> checkouts = checkouts(shop);
            for (int round = 1; round <= rounds; round++) {
                String source = source(checkouts, round);
                both(shop, checkouts);
                for (Path checkout : checkouts) {
                    made(checkout, source);
                    remove(checkout);
                }
                assertThat(both(shop, checkouts))
                        .allSatisfy(ended -> assertThat(ended.err())
                                .contains(
                                        "build: unchanged, 3 outputs restored", "other: unchanged, 1 output restored"));
                assertThat(made(checkouts.get(0), source)).isEqualTo(made(checkouts.get(1), source));
            }
        }
        Figures.tell("two checkouts that built at once with one cache, everything restored: " + rounds + " rounds");
    }

    @Test
    void inACacheThatIsTooSmallForBothNothingFailsAndNothingIsWrong() throws IOException {
        int rounds = Figures.count(4, 50);
        try (Shop shop = shop(MAKING).with("XDG_CACHE_HOME", small())) {
            shop.with("CDCTL_STAGE_CACHE", "1M");
            List<Path> checkouts = checkouts(shop);
            for (int round = 1; round <= rounds; round++) {
                String source = source(checkouts, round);
                both(shop, checkouts);
                for (Path checkout : checkouts) {
                    made(checkout, source);
                    remove(checkout);
                }
                assertThat(both(shop, checkouts))
                        .allSatisfy(ended -> assertThat(ended.err()).doesNotContain("could not be kept"));
                for (Path checkout : checkouts) {
                    made(checkout, source);
                }
            }
        }
    }

    /** A cache of its own, with the start-up archive of all tests: making one takes a while. */
    private String small() throws IOException {
        Path cache = Files.createDirectories(folder.resolve("cache/cdctl"));
        try (Stream<Path> files = Files.list(Program.CACHE.resolve("cdctl"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, cache.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return folder.resolve("cache").toString();
    }

    private static List<Ended> both(Shop shop, List<Path> checkouts) {
        List<Started> started = new ArrayList<>();
        for (Path checkout : checkouts) {
            String file = checkout.resolve("pipeline.yaml").toString();
            started.add(shop.start("run", "build", "other", "-f", file));
        }
        return ends(started);
    }

    private static void remove(Path checkout) throws IOException {
        Files.delete(checkout.resolve("made.txt"));
        for (int i = 1; i <= 3; i++) {
            Files.delete(checkout.resolve("made/" + i));
        }
    }

    /** Every file is whole and of one process: its lines and how often each is there. */
    private static Map<String, Integer> made(Path checkout, String source) throws IOException {
        assertThat(checkout.resolve("made.txt")).hasContent(source);
        List<String> firsts = new ArrayList<>();
        for (int i : IntStream.rangeClosed(1, 3).toArray()) {
            List<String> lines = Files.readAllLines(checkout.resolve("made/" + i));
            assertThat(lines).hasSize(40_001).startsWith(source);
            assertThat(lines.subList(1, lines.size())).containsOnly(lines.get(1));
            assertThat(lines.get(1)).endsWith("-" + i);
            firsts.add(lines.get(1).replaceAll("-.*", ""));
        }
        assertThat(firsts).as("one process made all").containsOnly(firsts.get(0));
        return Map.of(firsts.get(0), firsts.size());
    }
}
