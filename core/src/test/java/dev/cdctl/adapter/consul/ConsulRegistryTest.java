package dev.cdctl.adapter.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.deploy.register.Entry;
import dev.cdctl.deploy.register.RegistryContract;
import dev.cdctl.deploy.register.ServiceRegistry;
import dev.cdctl.model.Failure;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.servers.Consul;
import dev.cdctl.state.kv.KvUrl;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Consul that wants tokens keeps the contract. */
class ConsulRegistryTest extends RegistryContract {
    private static final String WEAK = "b1650000-0000-4000-8000-000000000002";

    private Consul consul;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        consul = Consul.guarded(folder);
        consul.ask(
                "PUT",
                "/v1/acl/policy",
                "{\"Name\": \"state\", \"Rules\": \"key_prefix \\\"\\\" { policy = \\\"write\\\" }\"}");
        consul.ask("PUT", "/v1/acl/token", "{\"SecretID\": \"" + WEAK + "\", \"Policies\": [{\"Name\": \"state\"}]}");
    }

    @AfterAll
    void stop() {
        consul.close();
    }

    @Override
    protected ServiceRegistry registry() {
        return registry(Consul.MASTER);
    }

    private ServiceRegistry registry(String token) {
        return new ConsulRegistry(access(consul.url("cdctl"), token), address -> access("consul://" + address, token));
    }

    private static ConsulAccess access(String url, String token) {
        return ConsulAccess.of(KvUrl.parse(url), Map.of("CONSUL_HTTP_TOKEN", token), new KnownSecrets());
    }

    @Override
    protected String agent() {
        return "127.0.0.1:" + consul.port(0);
    }

    @Override
    protected void foreign(String id, String name) throws IOException {
        consul.ask("PUT", "/v1/agent/service/register", "{\"ID\": \"" + id + "\", \"Name\": \"" + name + "\"}");
    }

    @Test
    void aTokenThatMayNotRegisterIsToldThePermission() {
        assertThatThrownBy(() -> registry(WEAK).register(nowhere("1.0.0")))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE))
                .hasMessageContaining("CD-705");
        registry().register(nowhere("1.0.0"));
        Entry entry = only();
        assertThatThrownBy(() -> registry(WEAK).deregister(entry))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problems().get(0).remedy())
                                .contains("service_prefix \"" + entry.service() + "\" { policy = \"write\" }"));
        assertThat(only().id()).isEqualTo(entry.id());
    }

    /** It would never find its entry again. */
    @Test
    void aTokenThatSeesNoNodesIsToldThePermissionAndRegistersNothing() {
        assertThatThrownBy(() -> registry(WEAK).register(nowhere("1.0.0")))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                    assertThat(failure.problems().get(0).code()).isEqualTo("CD-705");
                    assertThat(failure.problems().get(0).why()).contains("node:read");
                    assertThat(failure.problems().get(0).remedy()).contains("node_prefix \"\" { policy = \"read\" }");
                });
        assertThat(registry().entries(nowhere("1.0.0").service())).isEmpty();
    }

    /** Operators on other machines ask other agents, which cannot take out what they do not hold. */
    @Test
    void anEntryIsTakenOutByTheAgentThatHoldsIt(@TempDir Path folder) throws Exception {
        try (Consul cluster = Consul.cluster(folder, 2)) {
            String first = "127.0.0.1:" + cluster.port(0);
            String second = "127.0.0.1:" + cluster.port(1);
            ServiceRegistry ana = registry(cluster, 0);
            ServiceRegistry ben = registry(cluster, 1);
            ben.register(registration("1.0.0", new Address("127.0.0.1", 1), second));
            Entry held = only(ana);
            assertThat(held.node()).isEqualTo("n1");
            assertThat(ana.deregister(held)).isTrue();
            assertThat(ben.entries(held.service())).isEmpty();

            ben.register(registration("1.1.0", new Address("127.0.0.1", 1), second));
            Entry astray = only(ana);
            assertThat(ana.deregister(heldBy(first, astray))).isFalse();
            assertThat(ana.entries(astray.service())).isEmpty();
        }
    }

    /** The same, as if another agent had been asked to hold it. */
    private static Entry heldBy(String agent, Entry entry) {
        return new Entry(
                entry.id(),
                entry.service(),
                entry.node(),
                entry.nodeAddress(),
                entry.address(),
                entry.tags(),
                Map.of(Entry.AGENT, agent),
                true,
                "");
    }

    private static ServiceRegistry registry(Consul cluster, int server) {
        return new ConsulRegistry(
                access(cluster.url(server, "cdctl"), Consul.MASTER),
                address -> access("consul://" + address, Consul.MASTER));
    }
}
