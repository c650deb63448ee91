package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that somebody started by hand in the environment of an instance. */
class StrayIT {
    @ParameterizedTest
    @ValueSource(strings = {"export CDCTL_PID=$$; exec sleep 4714", "sleep 4714"})
    void oneThatNobodyKnowsOfIsShownAndEnded(String script, @TempDir Path folder) throws IOException {
        try (Shop shop = Shop.open(folder)) {
            shop.release("1.0.0");
            shop.release("1.1.0");
            shop.deploy("1.0.0");
            Process stray = like(shop, "20200101-000000-abcd", "green", script);
            await().atMost(Duration.ofSeconds(30)).until(() -> shop.status().contains("\"stray\""));

            Ended status = shop.cdctl("status", "--check");
            assertThat(status.exit()).isEqualTo(5);
            assertThat(status.out()).contains("stray");
            assertThat(status.err())
                    .contains("web-0 (green) runs for deployment 20200101-000000-abcd, which nobody knows");

            shop.deploy("1.1.0");
            await().atMost(Duration.ofSeconds(30)).until(() -> !stray.isAlive());
            Aftermath.isWhole(shop, "1.1.0");
        }
    }

    /** It cannot be told from what the instance itself started, so it ends with it. */
    @Test
    void oneThatCarriesTheLabelsOfALiveInstanceEndsWithIt(@TempDir Path folder) throws IOException {
        try (Shop shop = Shop.open(folder)) {
            shop.release("1.0.0");
            shop.deploy("1.0.0");
            String live =
                    Processes.value(shop.instances().get(0), "CDCTL_DEPLOYMENT").orElseThrow();
            Process stray = like(shop, live, "blue", "exec sleep 4714");
            shop.done("stop");
            await().atMost(Duration.ofSeconds(30)).until(() -> !stray.isAlive());
            assertThat(shop.instances()).isEmpty();
        }
    }

    private static Process like(Shop shop, String deployment, String colour, String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", script));
        builder.environment().clear();
        builder.environment().putAll(Processes.variables(shop.instances().get(0)));
        builder.environment().put("CDCTL_DEPLOYMENT", deployment);
        builder.environment().put("CDCTL_COLOUR", colour);
        return builder.start();
    }
}
