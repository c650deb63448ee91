package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.load.Load;
import dev.cdctl.load.Load.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Releases that must not reach users, and one that has to be taken from them again. */
class BadReleaseIT {
    private static final String SAYS = "echo 'the shelf is crooked'\n";

    /** How a release is bad before anybody could see it. */
    enum Bad {
        ENDS_AT_ONCE("exit 7", "ended with exit code 7"),
        NEVER_HEALTHY(Shop.SERVES + " unhealthy", "was not healthy within"),
        WRONG_VERSION(Shop.SERVES.replace("$CDCTL_VERSION", "0.0.1"), "is not 1.1.0"),
        STARTS_TOO_SLOWLY("sleep 100\n" + Shop.SERVES, "was not healthy within");

        private final String script;
        private final String complaint;

        Bad(String script, String complaint) {
            this.script = SAYS + script;
            this.complaint = complaint;
        }
    }

    @ParameterizedTest
    @EnumSource
    void usersNeverSeeIt(Bad bad, @TempDir Path folder) {
        try (Shop shop = Shop.open(folder, pipeline -> pipeline.replace("within: 30s", "within: 4s"))) {
            shop.release("1.0.0");
            shop.release("1.1.0", bad.script);
            shop.deploy("1.0.0");
            try (Load load = Load.start(shop.port(), Mix.small())) {
                Ended ended = shop.cdctl("deploy", "--release", "1.1.0");
                assertThat(ended.exit()).as("%s", ended).isEqualTo(1);
                assertThat(ended.err()).contains(bad.complaint);
                if (bad != Bad.WRONG_VERSION) {
                    assertThat(ended.err()).contains("the shelf is crooked");
                }
                assertThat(shop.served()).isEqualTo("1.0.0");
                Load.Report report = load.stop();
                assertThat(report.failures()).isEmpty();
                assertThat(report.answers())
                        .isNotEmpty()
                        .allMatch(answer -> answer.colour().equals("1.0.0"));
                assertThat(shop.instances()).hasSize(1);
                Figures.tell(bad + ": noticed after " + ended.took().toMillis() + " ms, with exit " + ended.exit());
            }
        }
    }

    @Test
    void oneThatDiesAfterTheFlipIsTakenBack(@TempDir Path folder) throws IOException {
        Path death = folder.resolve("death");
        try (Shop shop = Shop.open(folder, pipeline -> pipeline.replace("watch: 1s", "watch: 20s"))) {
            shop.release("1.1.0", SAYS + Shop.SERVES + " mortal 3000 '" + death + "'");
            shop.release("1.0.0");
            shop.deploy("1.0.0");
            try (Load load = Load.start(shop.port(), Mix.small())) {
                Ended ended = shop.cdctl("deploy", "--release", "1.1.0", "--allow-older");
                long back = System.nanoTime();
                assertThat(ended.exit()).as("%s", ended).isEqualTo(8);
                assertThat(ended.err()).contains("the shelf fell over").contains("ended after it went live");
                assertThat(shop.served()).isEqualTo("1.0.0");
                Duration noticed = Duration.between(Instant.parse(Files.readString(death)), noticed(shop));
                Load.Report report = load.stop();
                Figures.tell("died after the flip: noticed after " + noticed.toMillis() + " ms, with exit 8; "
                        + report.failures().size() + " requests of users failed");
                assertThat(noticed).isLessThan(Duration.ofSeconds(5));
                assertThat(report.failures()).allMatch(failed -> failed.sent() < back);
                assertThat(shop.instances()).hasSize(1);
            }
        }
    }

    @Test
    void requestsUnderWayToOneThatIsTakenBackAreAnswered(@TempDir Path folder) {
        try (Shop shop = Shop.open(
                folder, pipeline -> pipeline.replace("drain: 2s\n    watch: 1s", "drain: 20s\n    watch: 20s"))) {
            shop.release("1.1.0", SAYS + Shop.SERVES + " sick 1000");
            shop.release("1.0.0");
            shop.deploy("1.0.0");
            try (Load load = Load.start(shop.port(), new Mix(Map.of(Load.Kind.SLOW, 4), 3_000, 100))) {
                Ended ended = shop.cdctl("deploy", "--release", "1.1.0", "--allow-older");
                assertThat(ended.exit()).as("%s", ended).isEqualTo(8);
                assertThat(ended.err()).contains("became unhealthy after it went live");
                assertThat(shop.served()).isEqualTo("1.0.0");
                Load.Report report = load.stop();
                assertThat(report.failures()).isEmpty();
                assertThat(report.answers())
                        .as("some were under way to it")
                        .anyMatch(answer -> answer.colour().equals("1.1.0"));
                assertThat(shop.instances()).hasSize(1);
            }
        }
    }

    /** When the journal says that watching failed. */
    private static Instant noticed(Shop shop) throws IOException {
        List<String> failures = Files.readAllLines(shop.state().resolve("journals/shop/production.jsonl")).stream()
                .filter(line -> line.contains("\"watch\"") && line.contains("FAILED"))
                .toList();
        assertThat(failures).hasSize(1);
        return Instant.parse(failures.get(0).replaceFirst(".*\"at\":\"([^\"]*)\".*", "$1"));
    }
}
