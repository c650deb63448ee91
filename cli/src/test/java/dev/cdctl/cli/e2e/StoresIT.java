package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.cli.e2e.Program.Started;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.servers.Toxic;
import dev.cdctl.state.KeyTable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State in Consul and etcd: operators with homes of their own have one lock and one truth. */
class StoresIT {
    private static final List<String> RENEWALS = List.of("/session/renew/", "/lease/keepalive");

    /** Of a rollback to what is warm. */
    private static final int MOST = 59;

    private static final Duration SOON = Duration.ofMinutes(2);

    /** Instances and the router are of this machine, so they are in a folder of both operators. */
    private static Shop shop(Path folder, String url, String more) {
        Shop shop = Shop.open(folder, pipeline -> pipeline.replace("watch: 1s", "watch: 0s\n    state: " + url + more));
        return shop.with("XDG_STATE_HOME", folder.resolve("local").toString());
    }

    private static void operator(Shop shop, Path folder, String name) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home-" + name));
        shop.with("HOME", home.toString()).with("USER", name);
    }

    private static void signal(String name, Started to) throws Exception {
        assertThat(new ProcessBuilder(
                                "kill", "-" + name, Long.toString(to.process().pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void twoOperators(Shop shop, Path folder, String store) throws Exception {
        shop.release("1.0.0");
        shop.release("1.0.1");
        operator(shop, folder, "ana");
        shop.deploy("1.0.0");
        Ended second = shop.done("deploy", "--release", "1.0.1");
        Figures.tell(
                "a deployment with its state in " + store + ": " + second.took().toMillis() + " ms");

        operator(shop, folder, "ben");
        assertThat(shop.status()).contains("\"version\":\"1.0.1\"").contains("\"differences\":[]");
        shop.done("rollback");
        assertThat(shop.served()).isEqualTo("1.0.0");
        assertThat(shop.done("history").out()).contains("1.0.1", "1.0.0");

        operator(shop, folder, "ana");
        assertThat(shop.status()).contains("\"version\":\"1.0.0\"").contains("\"differences\":[]");
        Ended flip = shop.done("flip", "green");
        Figures.tell("a flip with its state in " + store + ": " + flip.took().toMillis() + " ms");
        assertThat(shop.served()).isEqualTo("1.0.1");
        assertThat(folder.resolve("local/cdctl/store")).doesNotExist();
        assertThat(folder.resolve("local/cdctl/journals")).doesNotExist();
        shop.with("HOME", shop.home().toString());
    }

    /** What docs/stores.md says that they cost, and a tenth more; how often a lock is renewed is a matter of time. */
    private static void count(Toxic counting, Shop shop, String store, Map<String, Integer> most) {
        roundTrips(counting, shop, store, most, "flip", "blue");
        roundTrips(counting, shop, store, most, "flip", "green");
        roundTrips(counting, shop, store, most, "rollback");
        roundTrips(counting, shop, store, most, "deploy", "--release", "1.0.1");
    }

    private static void roundTrips(
            Toxic counting, Shop shop, String store, Map<String, Integer> most, String... words) {
        counting.spoil(request -> new dev.cdctl.servers.Fault.None());
        shop.done(words);
        int asked = (int) counting.asked().stream()
                .filter(request -> RENEWALS.stream().noneMatch(request.path()::contains))
                .count();
        Figures.tell("round trips of " + words[0] + " with its state in " + store + ": " + asked);
        assertThat(asked).as("%s in %s", words[0], store).isLessThanOrEqualTo(most.get(words[0]));
    }

    @Test
    void operatorsShareOneTruthInConsul(@TempDir Path folder) throws Exception {
        try (Consul consul = Consul.start(folder);
                Toxic counting = Toxic.before(consul.port(0));
                Shop shop = shop(
                        folder,
                        "consul://127.0.0.1:" + URI.create(counting.url()).getPort() + "/teams/shop",
                        "")) {
            twoOperators(shop, folder, "Consul");

            assertThat(consul.ask("GET", "/v1/kv/teams/shop/shop/production/decision?raw", ""))
                    .startsWith("{\"format\":1,")
                    .contains("\"generation\":");
            count(counting, shop, "Consul", Map.of("flip", 54, "rollback", MOST, "deploy", 95));
            shop.done("remove");
            assertThat(consul.ask("GET", "/v1/kv/teams/shop?keys", "")).doesNotContain("shop/production/");
        }
    }

    /** What the training did not load is read from the jar by each start, which has to open it for that. */
    @Test
    void quickCommandsReadNoClassFromTheJar(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("classes.txt");
        try (Consul consul = Consul.start(folder);
                Shop shop = shop(folder, "consul://127.0.0.1:" + consul.port(0), "")) {
            twoOperators(shop, folder, "Consul");
            shop.with("CDCTL_JAVA_OPTS", "-Xlog:class+load:file=" + log);
            for (String line : List.of("flip blue", "flip green", "status", "status -o json", "history", "plan")) {
                shop.done(line.split(" "));
                assertThat(Files.readAllLines(log))
                        .as(line)
                        .anyMatch(loaded -> loaded.contains("dev.cdctl.adapter.consul."))
                        .noneMatch(loaded -> loaded.contains("source: file:"));
            }
        }
    }

    @Test
    void operatorsShareOneTruthInEtcd(@TempDir Path folder) throws Exception {
        try (Etcd etcd = Etcd.start(folder);
                Toxic counting = Toxic.before(etcd.port(0));
                Shop shop = shop(
                        folder, "etcd://127.0.0.1:" + URI.create(counting.url()).getPort() + "/cdctl", "")) {
            twoOperators(shop, folder, "etcd");
            count(counting, shop, "etcd", Map.of("flip", 51, "rollback", MOST, "deploy", 78));
            KeyTable table = KeyTable.read();
            assertThat(etcd.ctl("get", "--prefix", "--keys-only", "/cdctl/")
                            .lines()
                            .filter(key -> !key.isBlank()))
                    .allMatch(
                            key -> table.row(key.substring("/cdctl/".length())).isPresent())
                    .anyMatch(key -> key.contains("/journal/"));

            assertThat(etcd.ctl("get", "/cdctl/shop/production/decision", "--print-value-only"))
                    .startsWith("{\"format\":1,")
                    .contains("\"generation\":");
        }
    }

    @Test
    void aCommandWithoutTheRightTokenChangesNothingAndNamesThePermission(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), Consul.MASTER + "\n");
        try (Consul consul = Consul.guarded(folder);
                Shop shop = shop(folder, consul.url("cdctl"), "")) {
            shop.release("1.0.0");
            Ended anonymous = shop.cdctl("deploy", "--release", "1.0.0");
            assertThat(anonymous.exit()).as("%s", anonymous).isEqualTo(4);
            assertThat(anonymous.err())
                    .contains(
                            "CD-705",
                            "key_prefix \"cdctl/\" { policy = \"write\" }",
                            "session_prefix",
                            "CONSUL_HTTP_TOKEN");
            assertThat(shop.cdctl("catalogue").exit()).isEqualTo(4);
            each(shop, consul);
            shop.without("CONSUL_HTTP_TOKEN");
            shop.with("CONSUL_HTTP_TOKEN_FILE", token.toString());
            shop.deploy("1.0.0");
            assertThat(shop.served()).isEqualTo("1.0.0");
        }
    }

    /** With all permissions but one, that one is named. */
    private static void each(Shop shop, Consul consul) throws Exception {
        Map<String, String> rules = new TreeMap<>();
        rules.put("key:read", "key_prefix \"cdctl/\" { policy = \"write\" }\n");
        rules.put("session:write", "session_prefix \"\" { policy = \"write\" }\n");
        rules.put("service:write", "service_prefix \"shop\" { policy = \"write\" }\n");
        rules.put("node:read", "node_prefix \"\" { policy = \"read\" }\n");
        for (String missing : rules.keySet()) {
            String others = rules.entrySet().stream()
                    .filter(rule -> !rule.getKey().equals(missing))
                    .map(Map.Entry::getValue)
                    .collect(Collectors.joining());
            refused(shop, RegisterIT.token(consul, missing.replace(':', '-'), others), missing);
        }
        String all = String.join("", rules.values());
        String reading =
                all.replace("key_prefix \"cdctl/\" { policy = \"write\"", "key_prefix \"cdctl/\" { policy = \"read\"");
        refused(shop, RegisterIT.token(consul, "key-write", reading), "key:write");
    }

    private static void refused(Shop shop, String token, String missing) {
        Ended ended = shop.with("CONSUL_HTTP_TOKEN", token).cdctl("deploy", "--release", "1.0.0");
        assertThat(ended.exit()).as("without %s: %s", missing, ended).isEqualTo(4);
        assertThat(ended.err()).contains("CD-705", missing);
        assertThat(shop.instances()).isEmpty();
    }

    @Test
    void aKilledHolderIsOvertakenAndAFrozenOneDoesNothingMore(@TempDir Path folder) throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "it waits for sessions to end, so it is only with --all");
        Path open = folder.resolve("open");
        String verify = "\n    verify: \"until [ -e '" + open + "' ]; do sleep 0.05; done\"";
        try (Consul consul = Consul.start(folder);
                Shop shop = shop(folder, consul.url("cdctl"), verify)) {
            shop.release("1.0.0");
            shop.release("1.0.1");
            Files.createFile(open);
            shop.deploy("1.0.0");
            Files.delete(open);
            Started frozen = shop.start("deploy", "--release", "1.0.1");
            await().atMost(SOON).until(() -> frozen.said().contains("> verify"));
            signal("STOP", frozen);
            Files.createFile(open);
            long since = System.nanoTime();
            shop.done("deploy", "--release", "1.0.1", "--lock-wait", "60s");
            Figures.tell("a frozen holder of a lock in Consul was overtaken after at most "
                    + Duration.ofNanos(System.nanoTime() - since).toSeconds() + " s");
            shop.done("rollback");
            signal("CONT", frozen);
            Ended end = frozen.end();
            assertThat(end.exit()).as("%s", end).isEqualTo(5);
            assertThat(end.err()).contains("CD-702");
            assertThat(shop.served()).isEqualTo("1.0.0");
            assertThat(List.of(shop.status())).allMatch(status -> status.contains("\"differences\":[]"));
        }
    }
}
