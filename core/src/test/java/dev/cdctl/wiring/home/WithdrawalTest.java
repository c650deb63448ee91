package dev.cdctl.wiring.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.engine.Cancel;
import dev.cdctl.engine.Event;
import dev.cdctl.model.Name;
import dev.cdctl.model.mask.KnownSecrets;
import dev.cdctl.operate.move.Home;
import dev.cdctl.servers.Consul;
import dev.cdctl.state.ShortId;
import dev.cdctl.wiring.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a real Consul lists of an environment whose state is taken elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WithdrawalTest {
    private static final Name PRODUCTION = new Name("production");

    private final List<Event> events = new ArrayList<>();
    private final Name service = new Name("books" + ShortId.random(4));
    private Path folder = Path.of("");
    private Consul consul;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        consul = Consul.guarded(temporary);
    }

    @BeforeEach
    void forget() {
        events.clear();
    }

    @AfterAll
    void stop() {
        consul.close();
    }

    private Setting setting(String token) {
        return new Setting(
                folder.resolve("pipeline.yaml"),
                Map.of("HOME", folder.toString(), "CONSUL_HTTP_TOKEN", token),
                Set.of(),
                "state copy",
                Duration.ZERO,
                List.of("cdctl"),
                new KnownSecrets(),
                events::add,
                new Cancel());
    }

    private Home home(Setting setting) {
        return new Homes(setting, folder).of(Optional.of(consul.url("cdctl")), service, PRODUCTION);
    }

    private String id(String environment) {
        return "cdctl." + service + "." + environment + ".web.0.green.host1";
    }

    private void register(String environment) throws Exception {
        consul.ask("PUT", "/v1/agent/service/register", """
                {"ID": "%s", "Name": "%s", "Port": 1, "Meta": {"cdctl-format": "1", "service": "%s",
                 "environment": "%s", "colour": "green", "host": "host1", "deployment": "d1",
                 "cdctl-agent": "127.0.0.1:%d"}}
                """.formatted(
                        id(environment), service, service, environment, consul.port(0)));
    }

    private String listed() throws Exception {
        return consul.ask("GET", "/v1/catalog/service/" + service + "?consistent", "");
    }

    @Test
    void entriesOfAnEnvironmentThatLeavesConsulAreTakenOut() throws Exception {
        register("production");
        register("staging");
        Setting setting = setting(Consul.MASTER);

        assertThat(new Withdrawal(setting).withdraw(home(setting), "consul://127.0.0.1:1/other"))
                .isEmpty();
        assertThat(listed()).contains(id("production"), id("staging"));
        assertThat(new Withdrawal(setting).withdraw(home(setting), "etcd://127.0.0.1:1/cdctl"))
                .containsExactly(id("production"));
        assertThat(listed()).doesNotContain(id("production")).contains(id("staging"));
        assertThat(new Withdrawal(setting).withdraw(home(setting), "etcd://127.0.0.1:1/cdctl"))
                .isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void thoseThatCannotBeTakenOutAreNamed() throws Exception {
        register("production");
        String rules =
                "service_prefix \\\"\\\" { policy = \\\"read\\\" }" + " node_prefix \\\"\\\" { policy = \\\"read\\\" }";
        String reader = "5e5e5e5e-0000-4000-8000-000000000000";
        consul.ask("PUT", "/v1/acl/policy", "{\"Name\": \"reader\", \"Rules\": \"" + rules + "\"}");
        consul.ask(
                "PUT", "/v1/acl/token", "{\"SecretID\": \"" + reader + "\", \"Policies\": [{\"Name\": \"reader\"}]}");
        Setting setting = setting(reader);

        assertThat(new Withdrawal(setting).withdraw(home(setting), "etcd://127.0.0.1:1/cdctl"))
                .isEmpty();
        assertThat(events).singleElement().isInstanceOfSatisfying(Event.Warning.class, warning -> {
            assertThat(warning.problem().code()).isEqualTo("CD-968");
            assertThat(warning.problem().what()).contains(id("production"));
        });
        assertThat(listed()).contains(id("production"));
    }
}
