package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.servers.Sshd;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An environment goes from files to Consul, on to etcd and back, while it serves. */
class StateCopyIT {
    private final Path folder;

    StateCopyIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private static void at(Shop shop, String before, String now) {
        shop.write("pipeline.yaml", shop.read("pipeline.yaml").replace(before, now));
    }

    private static void refused(Shop shop, String address, String... words) {
        Ended ended = shop.cdctl(words);
        assertThat(ended.exit()).as("%s", ended).isEqualTo(5);
        assertThat(ended.err()).contains("CD-910", "`state: " + address + "`");
    }

    @Test
    void whatWasDeployedWithStateInFilesIsFlippedAndRolledBackWithStateInConsul() throws Exception {
        try (Consul consul = Consul.start(folder);
                Etcd etcd = Etcd.start(folder);
                Shop shop = Shop.open(folder, pipeline -> pipeline.replace("watch: 1s", "watch: 0s"))) {
            String first = consul.url("teams/shop");
            shop.release("1.0.0");
            shop.release("1.0.1");
            shop.release("1.0.2");
            shop.deploy("1.0.0");
            shop.deploy("1.0.1");
            shop.done("freeze", "the move");

            Ended copied = shop.done("state", "copy", "--to", first);

            assertThat(copied.out()).contains("shop/production was copied to " + first, "state: " + first);
            Figures.tell("state of two deployments copied from files to Consul: "
                    + copied.took().toMillis() + " ms: "
                    + copied.out().lines().findFirst().orElse(""));
            for (String each : new String[] {"status", "history", "flip blue", "rollback", "up", "lock status"}) {
                refused(shop, first, each.split(" "));
            }
            assertThat(shop.done("state", "copy", "--to", first).out()).contains("already");
            assertThat(shop.served()).isEqualTo("1.0.1");

            at(shop, "watch: 0s", "watch: 0s\n    state: " + first);
            assertThat(shop.status()).contains("\"version\":\"1.0.1\"").contains("\"differences\":[]");
            assertThat(shop.done("history").out()).contains("1.0.0", "1.0.1");
            assertThat(shop.cdctl("deploy", "--release", "1.0.2").err()).contains("the move");
            shop.done("freeze", "--lift");
            shop.done("rollback");
            assertThat(shop.served()).isEqualTo("1.0.0");
            shop.done("flip", "green");
            assertThat(shop.served()).isEqualTo("1.0.1");

            String second = etcd.url("cdctl");
            shop.done("state", "copy", "--to", second);
            at(shop, first, second);
            shop.done("rollback");
            assertThat(shop.served()).isEqualTo("1.0.0");

            Ended catalogue = shop.done("catalogue", "--state", second);
            assertThat(catalogue.out()).contains("shop", "1.0.0");
            assertThat(shop.done("catalogue", "--state", first).out()).doesNotContain("1.0.1");

            home(shop, second);
        }
    }

    /** Back to the files that it began in, with the way that names the old store. */
    private static void home(Shop shop, String from) throws Exception {
        String files = "file:" + shop.home().resolve(".local/state/cdctl");
        Ended back = shop.done("state", "copy", "--from", from, "--to", files);
        assertThat(back.out()).contains("was copied to " + files);
        at(shop, "\n    state: " + from, "");
        assertThat(shop.status()).contains("\"version\":\"1.0.0\"").contains("\"differences\":[]");
        shop.done("flip", "green");
        assertThat(shop.served()).isEqualTo("1.0.1");
    }

    @Test
    void stateGoesToAnotherComputerBySshOnToEtcdAndBack() throws Exception {
        try (Sshd sshd = Sshd.start(folder.resolve("sshd"));
                Etcd etcd = Etcd.start(folder);
                Shop shop = Shop.open(folder, pipeline -> pipeline.replace("watch: 1s", "watch: 0s"))) {
            shop.with("PATH", sshd.program().getParent() + ":" + System.getenv("PATH"));
            String far = sshd.url(folder + "/kept");
            shop.release("1.0.0");
            shop.release("1.0.1");
            shop.deploy("1.0.0");
            shop.deploy("1.0.1");

            Ended copied = shop.done("state", "copy", "--to", far);
            assertThat(copied.out()).contains("shop/production was copied to " + far);
            Figures.tell("state of two deployments copied from files to ssh: "
                    + copied.took().toMillis() + " ms");
            refused(shop, far, "flip", "blue");
            at(shop, "watch: 0s", "watch: 0s\n    state: " + far);
            assertThat(shop.status()).contains("\"version\":\"1.0.1\"").contains("\"differences\":[]");
            shop.done("rollback");
            assertThat(shop.served()).isEqualTo("1.0.0");

            String servers = etcd.url("cdctl");
            shop.done("state", "copy", "--to", servers);
            refused(shop, servers, "flip", "green");
            at(shop, far, servers);
            shop.done("flip", "green");
            assertThat(shop.served()).isEqualTo("1.0.1");

            shop.done("state", "copy", "--to", far);
            at(shop, servers, far);
            assertThat(shop.done("history").out()).contains("1.0.0", "1.0.1");
            shop.done("rollback");
            assertThat(shop.served()).isEqualTo("1.0.0");
            assertThat(shop.status()).contains("\"differences\":[]");
        }
    }

    @Test
    void whatRunsFromTheFolderOfAFileUrlIsNotLeftBehind() throws Exception {
        try (Consul consul = Consul.start(folder);
                Shop shop = Shop.open(
                        folder, pipeline -> pipeline.replace("watch: 1s", "watch: 0s\n    state: file:../kept"))) {
            shop.release("1.0.0");
            shop.deploy("1.0.0");

            Ended refused = shop.cdctl("state", "copy", "--to", consul.url("cdctl"));
            assertThat(refused.exit()).as("%s", refused).isEqualTo(5);
            assertThat(refused.err()).contains("CD-914", "instances run");

            shop.done("stop");
            shop.done("router", "stop", "--state", "../kept");
            String all = consul.url("cdctl");
            assertThat(shop.done("state", "copy", "--all", "--from", "file:../kept", "--to", all)
                            .out())
                    .contains("shop/production was copied to");
            at(shop, "file:../kept", all);
            shop.done("up");
            assertThat(shop.served()).isEqualTo("1.0.0");
            assertThat(shop.status()).contains("\"differences\":[]");

            shop.done("state", "reopen", "--state", "file:../kept");
            shop.done("stop");
            shop.done("router", "stop");
            at(shop, all, "file:../kept");
            shop.done("up");
            assertThat(shop.served()).isEqualTo("1.0.0");
        }
    }
}
