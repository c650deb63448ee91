package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same release with another configuration or another secret is another deployment. */
class ConfigurationIT {
    private final Path folder;

    ConfigurationIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void theFirstSecret() throws IOException {
        secret("first");
    }

    @Test
    void aChangedConfigurationIsDeployedAndRolledBackWithTodaysSecret() throws IOException {
        try (Shop shop = shop()) {
            shop.write("app.conf", "shelves=2\n");
            assertThat(shop.done("plan").out())
                    .contains("its configuration changes:", "    app.conf", "      - shelves=1", "      + shelves=2");
            shop.deploy("1.0.0");
            assertThat(live(shop)).containsEntry("conf", "shelves=2\n").containsEntry("TOKEN", "first");
            secret("second");
            shop.done("rollback");
            assertThat(live(shop)).containsEntry("conf", "shelves=1\n").containsEntry("TOKEN", "second");
        }
    }

    @Test
    void aChangedSecretIsDeployed() throws IOException {
        try (Shop shop = shop()) {
            secret("second");
            shop.deploy("1.0.0");
            assertThat(live(shop)).containsEntry("conf", "shelves=1\n").containsEntry("TOKEN", "second");
        }
    }

    @Test
    void theSameAgainChangesNothing() throws IOException {
        try (Shop shop = shop()) {
            Map<String, String> live = live(shop);
            shop.deploy("1.0.0");
            assertThat(live(shop)).isEqualTo(live);
            assertThat(shop.instances()).hasSize(1);
        }
    }

    private Shop shop() {
        Shop shop = Shop.open(
                folder,
                pipeline -> pipeline.replace(
                        "  stop-timeout",
                        "  config: [app.conf]\n  env: {TOKEN: {secret: {file: ../secret}}}\n  stop-timeout"));
        shop.write("app.conf", "shelves=1\n");
        shop.release("1.0.0");
        shop.deploy("1.0.0");
        return shop;
    }

    private void secret(String text) throws IOException {
        Files.writeString(folder.resolve("secret"), text + "\n");
    }

    /** What the live instance was started with: its variables, and its configuration as {@code conf}. */
    private static Map<String, String> live(Shop shop) throws IOException {
        String colour = shop.status().replaceFirst(".*?\"live\":\\{.*?\"colour\":\"([a-z]+)\".*", "$1");
        Map<String, String> variables = shop.instances().stream()
                .map(Processes::variables)
                .filter(all -> colour.equals(all.get("CDCTL_COLOUR")))
                .findFirst()
                .orElseThrow();
        variables.put(
                "conf", Files.readString(Path.of(variables.get("CDCTL_CONFIG")).resolve("app.conf")));
        return variables;
    }
}
