package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that ran is gone, as after a reboot. */
class RebootIT {
    private final Shop shop;

    RebootIT(@TempDir Path folder) {
        this.shop = Shop.open(folder, KillIT::manyRoles);
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.deploy("1.0.0");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void reboot() {
        Awaitility.await("the end of everything").atMost(Duration.ofSeconds(60)).until(() -> {
            shop.processes().forEach(ProcessHandle::destroyForcibly);
            return shop.processes().isEmpty();
        });
        assertThat(shop.instances()).isEmpty();
    }

    @Test
    void statusSaysSoAndUpBringsEverythingBack() {
        reboot();
        assertThat(shop.done("status").out())
                .contains("differs: only 0 of 2 live instances run")
                .contains("does not serve this environment");

        shop.done("up");
        Aftermath.isWhole(shop, "1.0.0");
        shop.done("up");
        Aftermath.isWhole(shop, "1.0.0");
    }

    @Test
    void aDeploymentOfTheSameOrTheNextReleaseBringsEverythingBack() {
        reboot();
        shop.deploy("1.0.0");
        Aftermath.isWhole(shop, "1.0.0");
        reboot();
        shop.deploy("1.1.0");
        Aftermath.isWhole(shop, "1.1.0");
        reboot();
        shop.done("rollback");
        Aftermath.isWhole(shop, "1.0.0");
    }

    @Test
    void whatWasUnderWayAtTheRebootIsBroughtToItsEnd() {
        for (String point : List.of("health.effect", "commit.effect", "handover.intent")) {
            shop.with("CDCTL_TEST_DIE_AT", point);
            assertThat(shop.cdctl("deploy", "--release", "1.1.0").exit()).isEqualTo(137);
            shop.without("CDCTL_TEST_DIE_AT");
            reboot();
            shop.deploy("1.1.0");
            Aftermath.isWhole(shop, "1.1.0");
            shop.done("deploy", "--allow-older", "--release", "1.0.0");
        }
    }

    @Test
    void aFirstDeploymentThatWasUnderWayLeavesNoRouteBehind() {
        shop.done("remove");
        shop.with("CDCTL_TEST_DIE_AT", "prove.effect");
        assertThat(shop.cdctl("deploy", "--release", "1.0.0").exit()).isEqualTo(137);
        shop.without("CDCTL_TEST_DIE_AT");
        reboot();
        shop.done("remove");
        shop.deploy("1.1.0");
        Aftermath.isWhole(shop, "1.1.0");
        reboot();
        shop.done("remove");
        shop.deploy("1.0.0");
        Aftermath.isWhole(shop, "1.0.0");
    }
}
