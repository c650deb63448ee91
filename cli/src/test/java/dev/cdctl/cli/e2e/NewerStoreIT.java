package dev.cdctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.adapter.consul.ConsulAccess;
import dev.cdctl.adapter.consul.ConsulKeys;
import dev.cdctl.adapter.etcd.EtcdAccess;
import dev.cdctl.adapter.etcd.EtcdKeys;
import dev.cdctl.cli.e2e.Program.Ended;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Consul;
import dev.cdctl.servers.Etcd;
import dev.cdctl.servers.Sshd;
import dev.cdctl.state.kv.KeyValues;
import dev.cdctl.state.kv.KvUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newer cdctl has written to the store: this one refuses with 5, and changes neither the store nor what is served. */
class NewerStoreIT {
    private static final boolean ALL = Boolean.getBoolean("cdctl.all");
    private static final List<String> EVERY = List.of(
            "status",
            "plan",
            "flip blue",
            "rollback",
            "deploy --release 1.0.0 --allow-older",
            "up",
            "stop",
            "remove",
            "repair");
    private static final String FORMAT = "\"format\":1";

    private final Path folder;

    NewerStoreIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /** What is kept of all environments, as text. */
    private interface Raw {
        SortedMap<String, String> all();

        void put(String key, String text);
    }

    /** Files below {@code store} and {@code journals}. */
    private record InFiles(Path root) implements Raw {
        @Override
        public SortedMap<String, String> all() {
            SortedMap<String, String> all = new TreeMap<>();
            for (String part : List.of("store", "journals")) {
                try (Stream<Path> files = Files.walk(root.resolve(part))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        all.put(root.relativize(file).toString(), Files.readString(file));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return all;
        }

        @Override
        public void put(String key, String text) {
            try {
                Files.writeString(root.resolve(key), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Keys below a prefix. */
    private record InKeys(KeyValues keys) implements Raw {
        @Override
        public SortedMap<String, String> all() {
            SortedMap<String, String> all = new TreeMap<>();
            keys.below("").forEach(entry -> all.put(entry.key(), entry.value()));
            return all;
        }

        @Override
        public void put(String key, String text) {
            long revision = keys.get(key).orElseThrow().revision();
            assertThat(keys.attempt(List.of(new KeyValues.Write.Put(key, revision, text))))
                    .isInstanceOf(KeyValues.Attempt.Done.class);
        }
    }

    @Test
    void inFiles() throws Exception {
        assumeTrue(ALL, "one store is enough otherwise");
        try (Shop shop = shop("")) {
            refuses(shop, new InFiles(shop.state()));
        }
    }

    @Test
    void behindSsh() throws Exception {
        assumeTrue(ALL, "one store is enough otherwise");
        Path kept = folder.resolve("kept");
        try (Sshd sshd = Sshd.start(folder.resolve("sshd"));
                Shop shop = shop("\n    state: " + sshd.url(kept.toString()))) {
            shop.with("PATH", sshd.program().getParent() + ":" + System.getenv("PATH"));
            refuses(shop, new InFiles(kept));
        }
    }

    @Test
    void inConsul() throws Exception {
        assumeTrue(ALL, "one store is enough otherwise");
        try (Consul consul = Consul.start(Files.createDirectories(folder.resolve("consul")));
                Shop shop = shop("\n    state: " + consul.url("cdctl"))) {
            KvUrl url = KvUrl.parse(consul.url("cdctl"));
            refuses(shop, new InKeys(new ConsulKeys(ConsulAccess.of(url, Map.of(), new KnownSecrets()))));
        }
    }

    @Test
    void inEtcd() throws Exception {
        try (Etcd etcd = Etcd.start(Files.createDirectories(folder.resolve("etcd")));
                Shop shop = shop("\n    state: " + etcd.url("cdctl"))) {
            KvUrl url = KvUrl.parse(etcd.url("cdctl"));
            refuses(shop, new InKeys(new EtcdKeys(EtcdAccess.of(url, Map.of(), new KnownSecrets()))));
        }
    }

    private Shop shop(String state) {
        return Shop.open(
                folder.resolve("shop"),
                pipeline -> pipeline.replace("drain: 2s\n    watch: 1s", "drain: 0s\n    watch: 0s" + state));
    }

    /** The whole of it, with another store that the state might be copied to. */
    private void refuses(Shop shop, Raw raw) throws Exception {
        if (!ALL) {
            refuses(shop, raw, List.of("status", "flip blue", "deploy --release 1.0.0 --allow-older"));
            return;
        }
        try (Etcd other = Etcd.start(Files.createDirectories(folder.resolve("other")))) {
            List<String> commands = new ArrayList<>(EVERY);
            commands.add("state copy --to " + other.url("cdctl"));
            refuses(shop, raw, commands);
            assertThat(other.ctl("get", "--prefix", "--keys-only", "/cdctl/shop/production/decision"))
                    .isBlank();
        }
    }

    private static void refuses(Shop shop, Raw raw, List<String> commands) {
        shop.release("1.0.0");
        shop.release("1.1.0");
        shop.deploy("1.0.0");
        shop.deploy("1.1.0");
        int refused = 0;
        for (String key : struck(raw)) {
            String good = Objects.requireNonNull(raw.all().get(key));
            for (String newer : newer(key, good)) {
                raw.put(key, newer);
                try {
                    for (String command : commands) {
                        refused(shop, raw, key, command);
                        refused++;
                    }
                } finally {
                    raw.put(key, good);
                }
            }
        }
        Figures.tell("commands on a store of a newer cdctl: " + refused + ", each refused and nothing changed");
        assertThat(shop.status()).contains("\"version\":\"1.1.0\"").contains("\"differences\":[]");
        shop.done("rollback");
        assertThat(shop.served()).isEqualTo("1.0.0");
    }

    /** What says which colour is live, and with all counts also the lock, the last deployment and the journal. */
    private static List<String> struck(Raw raw) {
        List<String> keys = new ArrayList<>();
        for (String kind : List.of("/decision", "/lock", "/deployments/", "/journal/head", "journals/")) {
            raw.all().keySet().stream()
                    .filter(key -> key.replaceFirst("[.]jsonl?$", "").endsWith(kind)
                            || kind.endsWith("/") && key.contains(kind)
                            || kind.endsWith("head") && key.contains(kind))
                    .reduce((a, b) -> b)
                    .ifPresent(keys::add);
        }
        assertThat(keys).hasSize(4);
        return ALL ? keys : keys.subList(0, 1);
    }

    /** The form in which stores keep records may be newer, and a record itself; files have checksums of what is in them. */
    private static List<String> newer(String key, String good) {
        String text = good.replaceAll("\"format\" ?: ?1", FORMAT);
        int outer = text.indexOf(FORMAT);
        int inner = text.indexOf(FORMAT, outer + 1);
        assertThat(outer).as(key).isNotNegative();
        List<String> all = new ArrayList<>(List.of(text.replaceFirst(FORMAT, "\"format\":9")));
        if (inner > 0 && !text.contains("\"crc\"")) {
            all.add(text.substring(0, inner) + "\"format\":9" + text.substring(inner + FORMAT.length()));
        }
        return all;
    }

    private static void refused(Shop shop, Raw raw, String key, String command) {
        SortedMap<String, String> before = withoutLocks(raw, key);
        Ended ended = shop.cdctl(command.split(" "));
        assertThat(ended.exit())
                .as("%s, %s: %s", key, command, ended)
                .isIn(command.equals("plan") ? List.of(0, 5) : List.of(5));
        if (ended.exit() == 5) {
            assertThat(ended.err()).as("%s, %s", key, command).contains("newer cdctl");
        }
        assertThat(withoutLocks(raw, key)).as("%s, %s: %s", key, command, ended).isEqualTo(before);
        assertThat(shop.served()).as("%s, %s", key, command).isEqualTo("1.1.0");
    }

    /** A command may have taken the lock and given it back before it saw what it does not know. */
    private static SortedMap<String, String> withoutLocks(Raw raw, String struck) {
        SortedMap<String, String> all = raw.all();
        all.keySet()
                .removeIf(key -> !key.equals(struck)
                        && (key.contains("/lock") || key.contains("/holders/") || key.startsWith("_")));
        return all;
    }
}
