package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.world.World;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that never had to do with the service: an empty home, an empty folder, no pipeline.yaml, nothing but the
 * store's address. The hosts and the proxy are reached as from everywhere.
 */
class FreshMachineIT {
    private final Path folder;

    FreshMachineIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void withAStateInConsul() throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "it needs a world of its own");
        try (Consul consul = Consul.start(Files.createDirectories(folder.resolve("consul")))) {
            seenAndMoved(consul.url("teams/shop"));
        }
    }

    @Test
    void withAStateInEtcd() throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "it needs a world of its own");
        try (Etcd etcd = Etcd.start(Files.createDirectories(folder.resolve("etcd")))) {
            seenAndMoved(etcd.url("teams/shop"));
        }
    }

    private void seenAndMoved(String store) throws Exception {
        try (World world = World.of(1);
                HostedShop hosted = HostedShop.open(
                        world,
                        folder.resolve("shop"),
                        HostedShop.Entry.NGINX,
                        usual -> usual.replaceAll("(?m)^    state: .*$", "    state: " + store))) {
            hosted.release("1.0.0");
            hosted.release("1.1.0");
            hosted.deploy("1.0.0");
            hosted.deploy("1.1.0");

            assertThat(fresh(hosted, store, "status", "-o", "json").out().replaceAll("\\s", ""))
                    .contains("\"version\":\"1.1.0\"")
                    .contains("\"differences\":[]");
            String named = store + "#" + hosted.name();
            fresh(hosted, named, "flip", "blue");
            assertThat(hosted.served()).isEqualTo("1.0.0");
            fresh(hosted, store, "flip", "green");
            assertThat(hosted.served()).isEqualTo("1.1.0");
            fresh(hosted, named, "rollback");
            assertThat(hosted.served()).isEqualTo("1.0.0");
            assertThat(fresh(hosted, named, "history").out()).contains("1.0.0", "1.1.0", "rollback");
            assertThat(fresh(hosted, store, "catalogue").out()).contains(hosted.name(), "1.0.0");

            assertThat(hosted.shop().status()).contains("\"version\":\"1.0.0\"").contains("\"differences\":[]");
        }
    }

    /** Runs one command on a machine that no other command ran on, in an empty folder. */
    private Ended fresh(HostedShop hosted, String store, String... words) throws IOException {
        Path machine = Files.createTempDirectory(folder, "machine");
        Map<String, String> variables = new HashMap<>();
        // The archive of classes is made in the background, and would outlive the test in a folder of its own.
        for (String name : List.of("PATH", "JAVA_HOME", "XDG_CACHE_HOME")) {
            variables.put(name, hosted.shop().variables().getOrDefault(name, ""));
        }
        variables.put("HOME", Files.createDirectory(machine.resolve("home")).toString());
        variables.put("USER", "ben");
        List<String> command = new ArrayList<>(List.of(Program.FILE.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("-f", store, "-e", "production", "--yes"));
        Path empty = Files.createDirectory(machine.resolve("empty"));
        Ended ended = Program.start(empty, variables, Files.createDirectory(machine.resolve("logs")), command)
                .end();
        assertThat(ended.exit()).as("%s: %s", command, ended).isZero();
        return ended;
    }
}
