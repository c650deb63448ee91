package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release is gone from the repository: what is warm needs none of it, what is not says so and changes nothing. */
class LostArtifactIT {
    @Test
    void aWarmReleaseIsBackWithoutTheRepositoryAndAColdOneIsRefused(@TempDir Path folder) throws IOException {
        try (Shop shop = Shop.open(folder)) {
            for (String version : new String[] {"0.9.0", "1.0.0", "1.1.0", "1.2.0"}) {
                shop.release(version);
                shop.deploy(version);
            }
            lose(shop);

            shop.done("rollback");
            Aftermath.isWhole(shop, "1.1.0");

            // What a rollback would go to next, 1.0.0, is kept.
            shop.done("prune", "--keep", "1");
            Ended cold = shop.cdctl("rollback", "0.9.0");
            assertThat(cold.exit()).as("%s", cold).isIn(4, 5);
            assertThat(cold.err())
                    .contains("0.9.0")
                    .containsPattern("CD-[0-9]{3}")
                    .contains("try:");
            Aftermath.isWhole(shop, "1.1.0");
        }
    }

    private static void lose(Shop shop) throws IOException {
        Path repository = shop.project().resolveSibling("repository");
        try (Stream<Path> all = Files.walk(repository)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
