package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that was saved and looked at is carried out to users, and only once things are still as it says. */
class SavedPlanIT {
    @Test
    void aSavedPlanGoesTheWholeWay(@TempDir Path folder) {
        try (Shop shop = Shop.open(folder)) {
            shop.release("1.0.0");
            shop.deploy("1.0.0");
            commit(shop, "1.1.0");
            shop.done("plan", "--save", ".cdctl/plan.json");

            shop.done("run", "--plan", ".cdctl/plan.json");

            Aftermath.isWhole(shop, "1.1.0");
            commit(shop, "1.2.0");
            Ended moved = shop.cdctl("run", "--plan", ".cdctl/plan.json");
            assertThat(moved.exit()).as("%s", moved).isEqualTo(5);
            Aftermath.isWhole(shop, "1.1.0");
        }
    }

    private static void commit(Shop shop, String version) {
        shop.write("release.txt", version + "\n");
        shop.git("add", "-A");
        shop.git("commit", "-q", "-m", "release " + version);
        shop.git("tag", "v" + version);
    }
}
