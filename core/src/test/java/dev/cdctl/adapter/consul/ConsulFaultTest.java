package dev.cdctl.adapter.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Consul;
import dev.cdctl.state.ShortId;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.state.kv.KvContracts;
import dev.cdctl.state.kv.KvFaults;
import dev.cdctl.state.kv.KvUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Consul that loses answers, is started again, or wants a token. */
class ConsulFaultTest extends KvFaults {
    private Consul consul;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        consul = Consul.guarded(folder);
    }

    @AfterAll
    void stop() {
        consul.close();
    }

    @Override
    protected int port() {
        return consul.port(0);
    }

    @Override
    protected String transactions() {
        return "/v1/txn";
    }

    @Override
    protected KvContracts.Kv open(int port, String of) {
        return open(port, of, Map.of("CONSUL_HTTP_TOKEN", Consul.MASTER));
    }

    private static KvContracts.Kv open(int port, String of, Map<String, String> variables) {
        KvUrl url = KvUrl.parse("consul://127.0.0.1:" + port + "/" + of);
        ConsulKeys keys = new ConsulKeys(ConsulAccess.of(url, variables, new KnownSecrets()));
        return new KvContracts.Kv(keys, keys.sessions(), keys.changes());
    }

    @Test
    void aServerThatIsStartedAgainIsWaitedFor() throws Exception {
        Store store = open(port(), "again").store();
        Json.Obj value = Json.object().put("text", "x").build();
        assertThat(store.commit(List.of(new Change.Put("a/b", 0, value)))).isTrue();
        consul.kill(0);
        consul.again(0);

        assertThat(store.read("a/b").orElseThrow().value()).isEqualTo(value);
        assertThat(store.commit(List.of(new Change.Put("a/c", 0, value)))).isTrue();
    }

    /** The server that is asked is another one than the leader, as an agent is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileTheLeaderChangesNoIncrementIsLostAndNoneHappensTwice(boolean kill, @TempDir Path folder)
            throws Exception {
        assumeTrue(Boolean.getBoolean("cdctl.all"), "a cluster takes long to have another leader");
        try (Consul three = Consul.cluster(folder, 3)) {
            int leader = three.leader();
            int asked = (leader + 1) % 3;
            KvContracts.Kv kv = open(three.port(asked), "cdctl", Map.of());
            Store store = kv.store();
            assertThat(store.commit(List.of(new Change.Put("a/n", 0, number(0)))))
                    .isTrue();
            String session = kv.sessions().open(Duration.ofSeconds(10));
            for (int n = 1; n <= 300; n++) {
                if (n == 100 && kill) {
                    three.kill(leader);
                } else if (n == 100) {
                    three.freeze(leader);
                }
                Store.Versioned now = store.read("a/n").orElseThrow();
                assertThat(now.value().needNumber("n")).isEqualTo(n - 1);
                assertThat(store.commit(List.of(new Change.Put("a/n", now.revision(), number(n)))))
                        .isTrue();
            }
            assertThat(kv.sessions().renew(session)).isTrue();
            three.thaw(leader);
        }
    }

    private static Json.Obj number(long n) {
        return Json.object().put("n", n).build();
    }

    @Test
    void withoutATokenThePermissionIsNamed() {
        KvContracts.Kv kv = open(port(), "cdctl", Map.of());
        refused(() -> kv.store().read("a/b"));
        refused(() -> kv.store().commit(List.of(new Change.Check("a/b", 0))));
        refused(() -> kv.sessions().open(Duration.ofSeconds(10)));
    }

    /** With all but one permission: the missing one is named, and nothing is taken for empty that may not be seen. */
    @Test
    void thePermissionThatIsMissingIsNamed() throws Exception {
        String keys = "key_prefix \"cdctl/\" { policy = \"write\" }";
        String sessions = "session_prefix \"\" { policy = \"write\" }";
        KvContracts.Kv blind = open(port(), "cdctl", token(sessions));
        names("key:read", () -> blind.store().read("a/b"));
        names("key:read", () -> blind.store().list("a"));
        names("key:read", () -> blind.keys().keys("a/"));
        names("key:read", () -> blind.keys().below("a/"));
        KvContracts.Kv reader = open(port(), "cdctl", token(sessions + keys.replace("write", "read")));
        assertThat(reader.store().list("none")).isEmpty();
        names("key:write", () -> reader.store().commit(List.of(new Change.Put("a/c", 0, number(1)))));
        names(
                "key:write",
                () -> reader.sessions().show("a/s", "x", reader.sessions().open(Duration.ofSeconds(10))));
        for (String none : List.of("", sessions.replace("write", "read"))) {
            KvContracts.Kv keeper = open(port(), "cdctl", token(keys + none));
            assertThat(keeper.store().commit(List.of(new Change.Check("a/c", 0))))
                    .isTrue();
            names("session:write", () -> keeper.sessions().open(Duration.ofSeconds(10)));
        }
    }

    /** A token that is not known there can be given no policy. */
    @Test
    void aTokenThatIsUnknownIsToldFromOneThatMayNot(@TempDir Path folder) throws Exception {
        String unknown = "11111111-2222-4333-8444-555555555555";
        Path file = Files.writeString(folder.resolve("token"), unknown);
        Map<String, Map<String, String>> ways = Map.of(
                "CONSUL_HTTP_TOKEN,",
                Map.of("CONSUL_HTTP_TOKEN", unknown),
                "CONSUL_HTTP_TOKEN_FILE, which is the file " + file,
                Map.of("CONSUL_HTTP_TOKEN_FILE", file.toString()));
        for (Map.Entry<String, Map<String, String>> way : ways.entrySet()) {
            KvContracts.Kv stranger = open(port(), "cdctl", way.getValue());
            unknown(way.getKey(), () -> stranger.store().read("a/b"));
            unknown(way.getKey(), () -> stranger.store().readAll(List.of("a/b", "a/c")));
            unknown(way.getKey(), () -> stranger.store().commit(List.of(new Change.Put("a/b", 0, number(1)))));
            unknown(way.getKey(), () -> stranger.sessions().open(Duration.ofSeconds(10)));
        }
    }

    private static void unknown(String from, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Assertions.assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
            assertThat(failure.problems().get(0).code()).isEqualTo("CD-705");
            assertThat(failure.problems().get(0).why()).contains("does not know the token of " + from, "expired");
            assertThat(failure.problems().get(0).remedy()).contains("valid").doesNotContain("policy");
        });
    }

    private Map<String, String> token(String rules) throws Exception {
        String name = "p" + ShortId.random(8);
        Json.Obj policy = Json.object().put("Name", name).put("Rules", rules).build();
        consul.ask("PUT", "/v1/acl/policy", JsonText.line(policy));
        String made = consul.ask("PUT", "/v1/acl/token", "{\"Policies\": [{\"Name\": \"" + name + "\"}]}");
        return Map.of("CONSUL_HTTP_TOKEN", JsonText.readObject(made).need("SecretID"));
    }

    private static void names(String permission, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        refused(call);
        Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).why()).contains(permission));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Assertions.assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
            assertThat(failure.problems().get(0).code()).isEqualTo("CD-705");
            assertThat(failure.problems().get(0).remedy())
                    .contains("key_prefix \"cdctl/\" { policy = \"write\" }", "session_prefix \"\" { policy");
        });
    }

    @Test
    void withTlsBothProveWhoTheyAre(@TempDir Path folder) throws Exception {
        try (Consul secured = Consul.secured(folder)) {
            String certificate = folder.resolve("cert.pem").toString();
            Map<String, String> server = Map.of("CONSUL_HTTP_SSL", "true", "CONSUL_CACERT", certificate);
            Map<String, String> both = new HashMap<>(server);
            both.put("CONSUL_CLIENT_CERT", certificate);
            both.put("CONSUL_CLIENT_KEY", folder.resolve("key.pem").toString());

            Store store = open(secured.securePort(), "cdctl", both).store();
            assertThat(store.commit(List.of(new Change.Put("a/b", 0, number(1)))))
                    .isTrue();
            assertThat(store.list("a")).containsExactly("a/b");
            both.put("CONSUL_CLIENT_KEY", older(folder).toString());
            assertThat(open(secured.securePort(), "cdctl", both).store().list("a"))
                    .containsExactly("a/b");
            for (Map<String, String> lacking : List.of(server, Map.of("CONSUL_HTTP_SSL", "true"))) {
                Assertions.assertThatThrownBy(() -> open(secured.securePort(), "cdctl", lacking)
                                .store()
                                .read("a/b"))
                        .hasMessageContaining("CD-704");
            }
        }
    }

    /** The same key as older programs write it. */
    private static Path older(Path folder) throws Exception {
        assertThat(new ProcessBuilder("openssl", "ec", "-in", "key.pem", "-out", "older.pem")
                        .directory(folder.toFile())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(folder.resolve("older.pem")).content().contains("BEGIN EC PRIVATE KEY");
        return folder.resolve("older.pem");
    }

    @Test
    void theTokenComesFromItsFileAndIsHidden(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), Consul.MASTER + "\n");
        KnownSecrets secrets = new KnownSecrets();
        Map<String, String> variables =
                Map.of("CONSUL_HTTP_TOKEN_FILE", file.toString(), "CONSUL_HTTP_TOKEN", "another-token");
        ConsulAccess access = ConsulAccess.of(KvUrl.parse(consul.url("cdctl")), variables, secrets);

        assertThat(access.token()).contains(Consul.MASTER);
        assertThat(access.toString()).doesNotContain(Consul.MASTER);
        assertThat(secrets.hide("it is " + Consul.MASTER)).isEqualTo("it is ***");
        Assertions.assertThatThrownBy(() -> ConsulAccess.of(
                        access.url(),
                        Map.of("CONSUL_HTTP_TOKEN_FILE", folder.resolve("none").toString()),
                        secrets))
                .hasMessageContaining("CD-709");
    }
}
