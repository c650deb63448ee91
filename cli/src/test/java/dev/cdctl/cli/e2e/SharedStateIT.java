package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.servers.Sshd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State on another computer: operators with homes of their own have one lock and one truth. */
class SharedStateIT {
    private static final int COMMANDS = 8;

    /** The state there; instances and the router are of this machine, so they are in a folder of both operators. */
    private static Shop shop(Path folder, Sshd sshd, String verify) {
        Shop shop = Shop.open(
                folder,
                pipeline ->
                        pipeline.replace("watch: 1s", "watch: 0s\n    state: " + sshd.url(folder + "/kept") + verify));
        shop.with("PATH", sshd.program().getParent() + ":" + System.getenv("PATH"));
        return shop.with("XDG_STATE_HOME", folder.resolve("local").toString());
    }

    private static void operator(Shop shop, Path folder, String name) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home-" + name));
        shop.with("HOME", home.toString()).with("USER", name);
    }

    @Test
    void whatOneOperatorDeploysTheOtherSeesFlipsAndRollsBack(@TempDir Path folder) throws Exception {
        try (Sshd sshd = Sshd.start(folder.resolve("sshd"));
                Shop shop = shop(folder, sshd, "")) {
            shop.release("1.0.0");
            shop.release("1.0.1");
            operator(shop, folder, "ana");
            shop.deploy("1.0.0");
            Ended second = shop.done("deploy", "--release", "1.0.1");
            Figures.tell(
                    "a deployment with its state behind ssh: " + second.took().toMillis() + " ms");

            operator(shop, folder, "ben");
            assertThat(shop.status()).contains("\"version\":\"1.0.1\"").contains("\"differences\":[]");
            assertThat(shop.done("catalogue", "--state", sshd.url(folder + "/kept"))
                            .out())
                    .contains("production  1.0.1  healthy", "deploy of 1.0.1 live", "by ana on ");
            Ended back = shop.done("rollback");
            Figures.tell("a rollback with its state behind ssh: " + back.took().toMillis() + " ms");
            assertThat(shop.served()).isEqualTo("1.0.0");

            operator(shop, folder, "ana");
            assertThat(shop.status()).contains("\"version\":\"1.0.0\"").contains("\"differences\":[]");
            shop.done("flip", "green");
            assertThat(shop.served()).isEqualTo("1.0.1");
            assertThat(folder.resolve("local/cdctl/store")).doesNotExist();
            assertThat(folder.resolve("kept/store/shop/production/decision.json"))
                    .exists();
            shop.with("HOME", shop.home().toString());
        }
    }

    @Test
    void oneOfManyOperatorsWinsAndTheOthersHearWhoItIs(@TempDir Path folder) throws Exception {
        Path open = folder.resolve("open");
        try (Sshd sshd = Sshd.start(folder.resolve("sshd"));
                Shop shop = shop(folder, sshd, "\n    verify: \"until [ -e '" + open + "' ]; do sleep 0.05; done\"")) {
            shop.release("1.0.0");
            List<Started> all = new ArrayList<>();
            for (int i = 0; i < COMMANDS; i++) {
                operator(shop, folder, "op" + i);
                all.add(shop.start("deploy", "--release", "1.0.0"));
            }
            await().atMost(Duration.ofMinutes(2))
                    .until(() ->
                            all.stream().filter(one -> one.process().isAlive()).count() <= 1);
            Files.createFile(open);
            List<Ended> ends = all.stream().map(Started::end).toList();
            assertThat(ends.stream().filter(end -> end.exit() == 0))
                    .as("%s", ends)
                    .hasSize(1);
            assertThat(ends.stream().filter(end -> end.exit() != 0)).allSatisfy(end -> {
                assertThat(end.exit()).as("%s", end).isEqualTo(5);
                assertThat(end.err())
                        .containsPattern("is locked by op[0-7] on ")
                        .contains("deploy");
            });
            shop.with("HOME", shop.home().toString());
            assertThat(shop.status()).contains("\"version\":\"1.0.0\"").doesNotContain("locked_by");
        }
    }

    @Test
    void aHolderThatIsKilledIsOvertakenAtOnceAndWhatItBeganIsMended(@TempDir Path folder) throws Exception {
        try (Sshd sshd = Sshd.start(folder.resolve("sshd"));
                Shop shop = shop(folder, sshd, "")) {
            shop.release("1.0.0");
            shop.release("1.0.1");
            shop.deploy("1.0.0");
            for (String point : List.of("start.intent", "commit.effect")) {
                shop.with("CDCTL_TEST_DIE_AT", point);
                assertThat(shop.cdctl("deploy", "--release", "1.0.1").exit()).isEqualTo(137);
                shop.without("CDCTL_TEST_DIE_AT");
                shop.done("deploy", "--release", "1.0.1", "--lock-wait", "20s");
                assertThat(shop.served()).isEqualTo("1.0.1");
                shop.done("rollback");
            }
            assertThat(shop.status()).contains("\"differences\":[]").doesNotContain("half_done");
        }
    }

    @Test
    void aCutConnectionEndsTheDeploymentAndTheNextOneMendsIt(@TempDir Path folder) throws Exception {
        Path open = folder.resolve("open");
        Path begun = folder.resolve("begun");
        try (Sshd sshd = Sshd.start(folder.resolve("sshd"));
                Shop shop = shop(
                        folder,
                        sshd,
                        "\n    verify: \"touch '" + begun + "'; until [ -e '" + open + "' ]; do sleep 0.05; done\"")) {
            shop.release("1.0.0");
            Started cut = shop.start("deploy", "--release", "1.0.0");
            await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(begun));
            sshd.cut();
            Files.createFile(open);
            Ended end = cut.end();
            assertThat(end.exit()).as("%s", end).isNotIn(0, 70);
            assertThat(end.err()).contains("CD-6");

            shop.done("deploy", "--release", "1.0.0", "--lock-wait", "20s");
            assertThat(shop.served()).isEqualTo("1.0.0");
            assertThat(shop.status()).contains("\"differences\":[]").doesNotContain("half_done");
        }
    }
}
