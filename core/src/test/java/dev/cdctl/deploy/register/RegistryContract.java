package dev.cdctl.deploy.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.cdctl.state.ShortId;
import dev.cdctl.traffic.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every catalogue of services does; each test has a service of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RegistryContract {
    private static final Duration SOON = Duration.ofSeconds(20);

    private String service = "none";

    /** One with an agent that can be asked. */
    protected abstract ServiceRegistry registry();

    /** Where that agent is. */
    protected abstract String agent();

    /** Has somebody else register that. */
    protected abstract void foreign(String id, String name) throws IOException;

    @BeforeEach
    void chooseService() {
        service = "books" + ShortId.random(8);
    }

    protected Registration registration(String release, Address address) {
        return registration(release, address, agent());
    }

    protected Registration registration(String release, Address address, String by) {
        return new Registration(
                "cdctl." + service + ".production.web.0.green.local",
                service,
                by,
                address,
                List.of("production", "green"),
                Map.of("release", release, "cdctl-format", "1"),
                new Registration.Check(Optional.of("/health"), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    protected Registration nowhere(String release) {
        return registration(release, new Address("127.0.0.1", 1));
    }

    protected Entry only() {
        return only(registry());
    }

    /** The entry, as soon as there is just one. */
    protected Entry only(ServiceRegistry by) {
        await().atMost(SOON).until(() -> by.entries(service).size() == 1);
        return by.entries(service).get(0);
    }

    @Test
    void anEntryIsFoundWithAllThatItSays() {
        Registration wanted = nowhere("1.0.0");
        registry().register(wanted);
        Entry found = only();
        assertThat(found.id()).isEqualTo(wanted.id());
        assertThat(found.service()).isEqualTo(service);
        assertThat(found.address()).isEqualTo(wanted.address());
        assertThat(found.tags()).containsExactly("production", "green");
        assertThat(found.meta()).isEqualTo(wanted.meta()).containsEntry("cdctl-agent", agent());
        assertThat(found.node()).isNotEmpty();
        assertThat(wanted.isIn(found)).isTrue();
        assertThat(registry().services()).contains(service);
    }

    @Test
    void howEntriesStandIsTold() {
        registry().register(nowhere("1.0.0"));
        String start = "cdctl." + service + ".production.";
        await().atMost(SOON)
                .until(() -> registry().standing(start).stream()
                        .anyMatch(entry -> !entry.passing() && !entry.said().isEmpty()));
        Standing only = registry().standing(start).get(0);
        assertThat(registry().standing(start)).hasSize(1);
        assertThat(only.id()).isEqualTo(start + "web.0.green.local");
        assertThat(only.node()).isEqualTo(only().node());
        assertThat(registry().standing("cdctl." + service + ".test.")).isEmpty();
    }

    @Test
    void whatIsRegisteredTwiceIsThereOnceAndTheNewestCounts() {
        registry().register(nowhere("1.0.0"));
        registry().register(nowhere("1.0.0"));
        assertThat(nowhere("1.0.0").isIn(only())).isTrue();
        registry().register(nowhere("1.1.0"));
        await().atMost(SOON).until(() -> only().meta("release").equals("1.1.0"));
        assertThat(nowhere("1.0.0").isIn(only())).isFalse();
    }

    @Test
    void anEntryPassesWhenItsInstanceAnswers() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        registry()
                .register(registration(
                        "1.0.0", new Address("127.0.0.1", server.getAddress().getPort())));
        await().atMost(SOON).until(() -> only().passing());
        server.stop(0);
        await().atMost(SOON).until(() -> !only().passing());
        assertThat(only().said()).contains("/health");
    }

    @Test
    void whatIsTakenOutIsGoneAtOnce() {
        registry().register(nowhere("1.0.0"));
        Entry entry = only();
        assertThat(registry().deregister(entry)).isTrue();
        assertThat(registry().entries(service)).isEmpty();
        assertThat(registry().deregister(entry)).isTrue();
    }

    @Test
    void entriesOfOthersStay() throws Exception {
        foreign("web1:books:8080", service);
        assertThat(only().id()).isEqualTo("web1:books:8080");
        registry().register(nowhere("1.0.0"));
        await().atMost(SOON).until(() -> registry().entries(service).size() == 2);
        registry().entries(service).stream()
                .filter(entry -> entry.id().startsWith("cdctl."))
                .forEach(registry()::deregister);
        assertThat(only().id()).isEqualTo("web1:books:8080");
        assertThat(only().meta("cdctl-agent")).isEmpty();
    }

    @Test
    void anEntryWhoseAgentIsAwayIsTakenOutOfTheCatalogueAlone() {
        registry().register(nowhere("1.0.0"));
        Entry held = only();
        Entry astray = new Entry(
                held.id(),
                held.service(),
                held.node(),
                "127.0.0.1",
                held.address(),
                held.tags(),
                Map.of(Entry.AGENT, "127.0.0.1:1"),
                true,
                "");
        assertThat(registry().deregister(astray)).isFalse();
        assertThat(registry().entries(service)).isEmpty();
    }
}
