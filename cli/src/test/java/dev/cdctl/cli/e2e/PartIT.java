package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A part of the way, by --from and --to, where stages need each other: what is left out, and what has to be there. */
@Timeout(300)
class PartIT {
    /** On the way: build, unit, docs, lint, package, push. */
    private static final String STAGES = """
            stages:
              build: {run: 'echo build >> ../ran; cat source.txt > made.txt', inputs: [source.txt], outputs: [made.txt]}
              unit: {run: 'echo unit >> ../ran; cat made.txt', needs: [build]}
              docs: {run: 'echo docs >> ../ran; echo "<p>" > page.html', needs: [build], outputs: [page.html]}
              lint: {run: 'echo lint >> ../ran', needs: []}
            """;

    private final Path folder;

    PartIT(@TempDir Path folder) throws IOException {
        this.folder = folder.toRealPath();
    }

    private Shop shop() {
        Shop shop = Shop.open(folder, pipeline -> pipeline.replace("package:", STAGES + "package:"));
        shop.write(".gitignore", ".cdctl/\nmade.txt\npage.html\n");
        shop.write("release.txt", "1\n");
        shop.write("source.txt", "one " + folder + "\n");
        commit(shop, "1.0.0");
        return shop;
    }

    private static void commit(Shop shop, String version) {
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "release " + version);
        shop.git("tag", "v" + version);
    }

    /** What ran since the last look, in any order. */
    private String ran() throws IOException {
        Path file = folder.resolve("ran");
        String text = Files.exists(file)
                ? String.join(" ", Files.readAllLines(file).stream().sorted().toList())
                : "";
        Files.deleteIfExists(file);
        return text;
    }

    @Test
    void whatStandsBeforeIsLeftOutAndWhatItLeftIsUsed() throws IOException {
        try (Shop shop = shop()) {
            shop.done("run", "--to", "build");
            assertThat(ran()).isEqualTo("build");
            shop.done("run", "--from", "unit", "--to", "docs");
            assertThat(ran()).isEqualTo("docs unit");
            shop.done("run", "--from", "docs", "--to", "lint");
            assertThat(ran()).isEqualTo("docs lint");
            // The package needs no stage: it takes the files that are there.
            shop.done("run", "--from", "package", "--to", "push");
            assertThat(ran()).isEmpty();
        }
    }

    private Ended refused(Shop shop, String why) throws IOException {
        Ended ended = shop.cdctl("run", "--from", "unit", "--to", "docs");
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.err())
                .contains("CD-331", "the stage unit needs build, which this run leaves out", "--from build", why);
        assertThat(shop.cdctl("run", "--dry-run", "--from", "unit").err()).contains("CD-331", why);
        assertThat(ran()).isEmpty();
        return ended;
    }

    @Test
    void whatIsNeededAndIsNotThereIsAProblemBeforeAnythingRuns() throws IOException {
        try (Shop shop = shop()) {
            refused(shop, "no file matches made.txt, which it makes");
            Files.writeString(shop.project().resolve("made.txt"), "by hand\n");
            refused(shop, "it has not passed for 1.0.0");
            Files.delete(shop.project().resolve("made.txt"));
            shop.done("build");
            assertThat(ran()).isEqualTo("build");
            Files.writeString(shop.project().resolve("made.txt"), "by hand\n");
            refused(shop, "made.txt is not what it made");
            Files.delete(shop.project().resolve("made.txt"));
            shop.done("run", "--from", "build", "--to", "unit");
            assertThat(ran()).isEqualTo("unit");
        }
    }

    @Test
    void whatWasLeftByAnotherStateIsAProblem() throws IOException {
        try (Shop shop = shop()) {
            shop.done("run", "--to", "build");
            assertThat(ran()).isEqualTo("build");
            shop.write("source.txt", "two " + folder + "\n");
            refused(shop, "source.txt changed");
            commit(shop, "1.1.0");
            refused(shop, "source.txt changed");
            shop.write("source.txt", "one " + folder + "\n");
            commit(shop, "1.2.0");
            refused(shop, "it has not passed for 1.2.0");
            shop.done("build");
            assertThat(ran()).as("unchanged, which counts as passed").isEmpty();
            shop.done("run", "--from", "unit", "--to", "unit");
            assertThat(ran()).isEqualTo("unit");
        }
    }

    /** As between two jobs: a checkout of its own, the release file and the outputs of the first one. */
    @Test
    void anotherCheckoutUsesWhatWasHandedToIt() throws IOException {
        try (Shop shop = shop()) {
            shop.done("run", "--to", "build");
            assertThat(ran()).isEqualTo("build");
            String clone = "git clone -q . ../next && mkdir ../next/.cdctl && cp made.txt ../next/";
            assertThat(shop.run("sh", "-c", clone).end().exit()).isZero();
            String file = folder.resolve("next/pipeline.yaml").toString();
            assertThat(shop.cdctl("run", "--from", "unit", "--to", "docs", "-f", file)
                            .err())
                    .contains("CD-331", "it has not passed for 1.0.0");
            assertThat(shop.run("cp", ".cdctl/release.json", "../next/.cdctl/")
                            .end()
                            .exit())
                    .isZero();
            shop.done("run", "--from", "unit", "--to", "docs", "-f", file);
            assertThat(ran()).isEqualTo("docs unit");
        }
    }
}
