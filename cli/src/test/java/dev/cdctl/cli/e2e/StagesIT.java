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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stages that are skipped, side by side, killed and cancelled, with the packaged program. */
@Timeout(300)
class StagesIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path folder;

    StagesIT(@TempDir Path folder) throws IOException {
        this.folder = folder.toRealPath();
    }

    private Shop shop(String stages) {
        Shop shop = Shop.open(folder, pipeline -> pipeline.replace("package:", stages + "package:"));
        shop.write("release.txt", "1\n");
        shop.write("source.txt", own("one"));
        shop.write(".gitignore", ".cdctl/\nmade.txt\n");
        for (List<String> git : List.of(List.of("add", "-A"), List.of("commit", "-q", "-m", "Begin"))) {
            List<String> command = new ArrayList<>(List.of("git"));
            command.addAll(git);
            assertThat(shop.run(command.toArray(new String[0])).end().exit()).isZero();
        }
        return shop;
    }

    /** The cache is that of all tests, so nobody else may have made the same. */
    private String own(String text) {
        return text + " " + folder + "\n";
    }

    private long lines(Shop shop, String file) throws IOException {
        Path path = shop.project().resolveSibling(file);
        return Files.exists(path) ? Files.readAllLines(path).size() : 0;
    }

    private static final String BUILD = """
            stages:
              build: {run: "echo x >> ../built; cat source.txt > made.txt", inputs: [source.txt], outputs: [made.txt]}
              unit: {run: "echo x >> ../tested; grep -q . made.txt", inputs: [made.txt]}
            """;

    @Test
    void nothingChangedBuildsNothingAndPushesNothing() throws IOException {
        try (Shop shop = shop(BUILD)) {
            shop.release("1.0.0");
            Ended again = shop.done("run", "--to", "push");
            assertThat(again.err())
                    .contains("skipped build: unchanged, outputs kept", "skipped unit: unchanged")
                    .contains("skipped package: already done", "skipped push: already done");
            assertThat(lines(shop, "built")).isEqualTo(1);
            assertThat(lines(shop, "tested")).isEqualTo(1);
            Files.delete(shop.project().resolve("made.txt"));
            assertThat(shop.done("plan").out()).contains("(skipped: unchanged, its outputs are restored)");
            assertThat(shop.done("build").err()).contains("unchanged, 1 output restored");
            assertThat(shop.project().resolve("made.txt")).hasContent(own("one"));
            shop.write("source.txt", own("two"));
            assertThat(shop.done("plan").out()).contains("(source.txt changed)", "(unchanged so far)");
            shop.done("run", "--to", "push");
            assertThat(lines(shop, "built")).isEqualTo(2);
            assertThat(lines(shop, "tested")).isEqualTo(2);
            assertThat(shop.done("run", "build", "--no-cache").err()).contains("ok build");
            assertThat(lines(shop, "built")).isEqualTo(3);
        }
    }

    @Test
    void whatWasKilledInTheMiddleRunsAgainAndIsThenKept() throws IOException {
        String wait = "echo x >> ../built; echo half > made.txt; [ -e ../go ] || { touch ../up; sleep 600; };"
                + " cat source.txt > made.txt";
        try (Shop shop =
                shop("stages:\n  build: {run: \"" + wait + "\", inputs: [source.txt], outputs: [made.txt]}\n")) {
            Started killed = shop.start("run", "build");
            await().atMost(SOON).until(() -> Files.exists(folder.resolve("up")));
            killed.process().destroyForcibly();
            killed.end();
            await().atMost(SOON).until(() -> shop.processes().isEmpty());
            Files.createFile(folder.resolve("go"));
            assertThat(shop.done("run", "build").err()).contains("ok build");
            assertThat(shop.project().resolve("made.txt")).hasContent(own("one"));
            assertThat(shop.done("run", "build").err()).contains("skipped build: unchanged, outputs kept");
            assertThat(lines(shop, "built")).isEqualTo(2);
        }
    }

    private static final String TWO = """
            stages:
              one: {run: "touch ../one; sleep 600", needs: []}
              two: {run: "touch ../two; %s", needs: []}
            """;

    @Test
    void theFailureOfOneEndsTheOther() {
        String failing = "until [ -e ../one ]; do sleep 0.05; done; echo it is broken; exit 3";
        try (Shop shop = shop(TWO.formatted(failing))) {
            Ended ended = shop.cdctl("run", "one", "two");
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err())
                    .contains("FAILED two: stage two failed: exit status 3")
                    .contains("FAILED one: stage one was ended: two failed")
                    .doesNotContain("CD-801")
                    .endsWith("the last lines of two:\n  it is broken\n");
            assertThat(shop.processes()).isEmpty();
        }
    }

    @Test
    void aSignalEndsBothOfTwo() {
        try (Shop shop = shop(TWO.formatted("sleep 600"))) {
            Started started = shop.start("run", "one", "two");
            await().atMost(SOON)
                    .until(() -> Files.exists(folder.resolve("one")) && Files.exists(folder.resolve("two")));
            assertThat(shop.run("kill", "-INT", Long.toString(started.process().pid()))
                            .end()
                            .exit())
                    .isZero();
            assertThat(started.end().exit()).isEqualTo(130);
            assertThat(shop.processes()).isEmpty();
        }
    }

    @Test
    void cyclesAndUnknownNamesAreProblemsWithTheirPlace() {
        try (Shop shop = shop("")) {
            shop.write("other.yaml", """
                    service: shop
                    stages:
                      one: {run: 'true', needs: [tow]}
                      two: {run: 'true', needs: [two]}
                    package: [{archive: {name: shop, files: [start.sh]}}]
                    run: {command: ./start.sh}
                    environments: {production: {}}
                    """);
            Ended ended = shop.cdctl("validate", "-f", "other.yaml");
            assertThat(ended.exit()).isEqualTo(3);
            assertThat(ended.err())
                    .contains("CD-320", "did you mean 'two'?", "other.yaml:3:30")
                    .contains("CD-321", "two needs two", "other.yaml:4:30");
        }
    }

    @Test
    void aFlakyTestIsFoundByRepeating() throws IOException {
        String run = "echo x >> ../count; if [ $(($(wc -l < ../count) % 2)) = 0 ]; then r='<failure/>'; fi;"
                + " printf '<testsuite name=\\\"s\\\"><testcase name=\\\"odd\\\">%s</testcase></testsuite>' \\\"$r\\\" > made.txt;"
                + " test -z \\\"$r\\\"";
        try (Shop shop = shop("stages:\n  unit: {run: \"" + run + "\", junit: made.txt}\n")) {
            Ended ended = shop.cdctl("run", "unit", "--repeat", "4");
            assertThat(ended.exit()).as(ended.toString()).isEqualTo(1);
            assertThat(ended.out()).contains("unit: 2 of 4 runs passed", "     2      2 s.odd (flaky)");
            assertThat(Files.exists(shop.project().resolve(".cdctl/release.json")))
                    .isFalse();
        }
    }

    @Test
    void variablesThatSecretsComeFromAreInheritedByNoScriptThatDoesNotNameThem() throws IOException {
        String stages = """
                stages:
                  one: {run: "env > ../one", env: {OWN: {secret: {env: STAGE_TOKEN}}}}
                  two: {run: "env > ../two"}
                """;
        try (Shop shop = shop(stages)) {
            String pipeline = shop.read("pipeline.yaml");
            shop.write(
                    "pipeline.yaml",
                    pipeline.replaceFirst("push: .*\n", """
                            sign: {key: {secret: {env: SIGN_KEY}}, password: {secret: {env: SIGN_PASSWORD}}}
                            push:
                              archives:
                                raw: 'http://127.0.0.1:9/'
                                user: ci
                                password: {secret: {env: PUSH_PASSWORD}}
                            """)
                            .replace("  command:", "  env: {DB: {secret: {env: DB_PASSWORD}}}\n  command:"));
            List<String> names = List.of("STAGE_TOKEN", "SIGN_KEY", "SIGN_PASSWORD", "PUSH_PASSWORD", "DB_PASSWORD");
            names.forEach(name -> shop.with(name, "value-of-" + name));
            shop.with("FREE", "value-of-anyone");

            shop.done("run", "one", "two");

            assertThat(folder.resolve("one"))
                    .content()
                    .contains("OWN=value-of-STAGE_TOKEN\n", "FREE=value-of-anyone\n")
                    .doesNotContain(
                            names.stream().map(name -> "\n" + name + "=").toArray(String[]::new));
            assertThat(folder.resolve("two"))
                    .content()
                    .contains("FREE=value-of-anyone\n")
                    .doesNotContain(
                            names.stream().map(name -> "value-of-" + name).toArray(String[]::new));
            shop.write("pipeline.yaml", pipeline);
        }
    }
}
