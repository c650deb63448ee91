package dev.cdctl.adapter.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.json.Json;
import dev.cdctl.model.Failure;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Etcd;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.kv.KvContracts;
import dev.cdctl.state.kv.KvFaults;
import dev.cdctl.state.kv.KvUrl;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real etcd that loses answers, is started again, loses a member, or wants a password. */
class EtcdFaultTest extends KvFaults {
    private static final Json.Obj VALUE = Json.object().put("text", "x").build();

    private Etcd etcd;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        etcd = Etcd.start(folder);
    }

    @AfterAll
    void stop() {
        etcd.close();
    }

    @Override
    protected int port() {
        return etcd.port(0);
    }

    @Override
    protected String transactions() {
        return "/v3/kv/txn";
    }

    @Override
    protected KvContracts.Kv open(int port, String of) {
        return open("etcd://127.0.0.1:" + port + "/" + of, Map.of());
    }

    private static KvContracts.Kv open(String url, Map<String, String> variables) {
        EtcdKeys keys = new EtcdKeys(EtcdAccess.of(KvUrl.parse(url), variables, new KnownSecrets()));
        return new KvContracts.Kv(keys, keys.sessions(), keys.changes());
    }

    @Test
    void aMemberThatIsStartedAgainIsWaitedFor() throws Exception {
        Store store = open(port(), "again").store();
        assertThat(store.commit(List.of(new Change.Put("a/b", 0, VALUE)))).isTrue();
        etcd.kill(0);
        etcd.again(0);

        assertThat(store.read("a/b").orElseThrow().value()).isEqualTo(VALUE);
        assertThat(store.commit(List.of(new Change.Put("a/c", 0, VALUE)))).isTrue();
    }

    @Test
    void aDeadMemberIsPassedOver(@TempDir Path folder) throws Exception {
        try (Etcd three = Etcd.cluster(folder, 3)) {
            Store store = open(three.url("cdctl"), Map.of()).store();
            for (int dead = 0; dead < 3; dead++) {
                three.kill(dead);
                String key = "a/r" + dead;
                assertThat(store.commit(List.of(new Change.Put(key, 0, VALUE)))).isTrue();
                assertThat(open(three.url("cdctl"), Map.of()).store().list("a")).hasSize(dead + 1);
                three.again(dead);
                three.await(dead);
            }
        }
    }

    @Test
    void withoutPasswordOrPermissionTheRemedyIsNamed(@TempDir Path folder) throws Exception {
        try (Etcd guarded = Etcd.start(folder)) {
            guarded.ctl("user", "add", "root:r00t-password");
            guarded.ctl("user", "grant-role", "root", "root");
            guarded.ctl("user", "add", "ana:anas-password");
            guarded.ctl("role", "add", "cdctl");
            guarded.ctl("user", "grant-role", "ana", "cdctl");
            guarded.ctl("auth", "enable");
            String url = guarded.url("cdctl");
            refused(url, Map.of(), "ETCDCTL_USER");
            refused(url, Map.of("ETCDCTL_USER", "ana", "ETCDCTL_PASSWORD", "another"), "ETCDCTL_USER");
            Map<String, String> ana = Map.of("ETCDCTL_USER", "ana:anas-password");
            refused(url, ana, "grant-permission ROLE readwrite --prefix=true /cdctl/");
            guarded.ctl(
                    "--user",
                    "root:r00t-password",
                    "role",
                    "grant-permission",
                    "cdctl",
                    "readwrite",
                    "--prefix=true",
                    "/cdctl/");
            Store store = open(url, ana).store();
            assertThat(store.commit(List.of(new Change.Put("a/b", 0, VALUE)))).isTrue();
            assertThat(store.list("a")).containsExactly("a/b");
        }
    }

    private static void refused(String url, Map<String, String> variables, String remedy) {
        assertThatThrownBy(() -> open(url, variables).store().read("a/b"))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                    assertThat(failure.problems().get(0).code()).isEqualTo("CD-705");
                    assertThat(failure.problems().get(0).remedy()).contains(remedy);
                });
    }
}
