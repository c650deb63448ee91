package dev.cdctl.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cdctl.catalogue.Health.State;
import dev.cdctl.history.Caller;
import dev.cdctl.history.Deployment;
import dev.cdctl.history.History;
import dev.cdctl.history.Listing;
import dev.cdctl.history.Listing.Door;
import dev.cdctl.history.Stopped;
import dev.cdctl.json.Json;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.model.Weights;
import dev.cdctl.state.ForwardingStore;
import dev.cdctl.state.MemoryStore;
import dev.cdctl.state.Store;
import dev.cdctl.state.Store.Change;
import dev.cdctl.traffic.Decision;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final Name PRODUCTION = new Name("production");
    private static final Instant THEN = Instant.parse("2026-11-20T10:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final HttpServer server;

    CatalogueTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/health", 200, "1.0.0");
        answer("/ill", 503, "1.0.0");
        answer("/other", 200, "0.9.0");
        server.start();
    }

    private void answer(String path, int status, String version) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("X-Version", version);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void list(String service, String url, String computer) {
        Door door = new Door(url, Optional.empty(), "/", Optional.empty());
        put(new Listing(new Name(service), PRODUCTION, "Does " + service, "team-" + service, List.of(door), computer)
                .change(Optional.empty())
                .orElseThrow());
    }

    private void put(Change change) {
        assertThat(store.commit(List.of(change))).isTrue();
    }

    private void live(String service, String health) {
        String prefix = service + "/" + PRODUCTION;
        Deployment deployment = Samples.deployment(service, health);
        new History(store, prefix).add(deployment);
        Decision decision = new Decision(
                1,
                1,
                Colour.BLUE,
                Weights.all(Colour.BLUE),
                "",
                Map.of(
                        Colour.BLUE,
                        new Decision.Placed(
                                deployment.id(),
                                deployment.release().version(),
                                deployment.release().digest())));
        put(new Change.Put(prefix + "/decision", 0, decision.toJson()));
    }

    private List<ListedService> services() {
        return new Catalogue(List.of(() -> store), "here").services(Optional.empty());
    }

    private Health health(String service) {
        return services().stream()
                .filter(each -> each.name().text().equals(service))
                .map(each -> each.environments().get(0).health())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsLiveAndWellIsListedWithWhoDeployedIt() {
        list("books", url(), "here");
        live("books", "/health");

        ListedService books = services().get(0);
        assertThat(books.description()).isEqualTo("Does books");
        assertThat(books.owner()).isEqualTo("team-books");
        ListedEnvironment production = books.environments().get(0);
        assertThat(production.urls()).containsExactly(url());
        assertThat(production.live().map(live -> live.release().version().text()))
                .contains("1.0.0");
        assertThat(production.last().map(last -> last.by().brief())).contains("ana on build7");
        assertThat(production.health().state()).isEqualTo(State.HEALTHY);
    }

    @Test
    void aBadAnswerIsUnhealthyAndSoIsAnotherVersion() {
        list("ill", url(), "here");
        live("ill", "/ill");
        list("other", url(), "here");
        live("other", "/other");

        assertThat(health("ill")).isEqualTo(new Health(State.UNHEALTHY, url() + " answers 503"));
        assertThat(health("other").state()).isEqualTo(State.UNHEALTHY);
        assertThat(health("other").text()).contains("says version 0.9.0");
    }

    @Test
    void whereNobodyListensItIsUnreachable() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            taken.close();
            list("books", "http://127.0.0.1:" + port + "/", "here");
            live("books", "/health");

            assertThat(health("books").state()).isEqualTo(State.UNREACHABLE);
        }
    }

    @Test
    void whoSaysNothingIsUnreachableAndKeepsNobodyElseWaiting() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 20; i++) {
                list("silent-" + i, "http://127.0.0.1:" + silent.getLocalPort() + "/", "here");
                live("silent-" + i, "/health");
            }
            list("books", url(), "here");
            live("books", "/health");

            List<ListedService> all = services();
            assertThat(all).hasSize(21);
            assertThat(all.get(0).environments().get(0).health().state()).isEqualTo(State.HEALTHY);
            assertThat(all.subList(1, 21))
                    .allMatch(each -> each.environments().get(0).health().state() == State.UNREACHABLE)
                    .allMatch(each -> each.environments().get(0).health().text().contains("within 2s"));
        }
    }

    @Test
    void anAddressOfAnotherComputerAloneIsNotAsked() {
        list("books", url(), "elsewhere");
        live("books", "/health");

        assertThat(health("books").state()).isEqualTo(State.UNKNOWN);
        assertThat(health("books").text()).contains("on elsewhere alone");
    }

    @Test
    void whatWasStoppedOnPurposeSaysSo() {
        list("books", url(), "here");
        live("books", "/health");
        new Stopped(store, "books/production")
                .set(new Stopped.Order(new Caller("ana", "build7", Optional.empty()), THEN));

        assertThat(health("books").state()).isEqualTo(State.STOPPED);
    }

    @Test
    void whatHasNoProxyIsNotCalledHealthy() {
        put(new Listing(new Name("worker"), PRODUCTION, "", "", List.of(), "here")
                .change(Optional.empty())
                .orElseThrow());
        live("worker", "/health");

        assertThat(health("worker").state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void anAddressThatIsNoneIsNotCalledHealthy() {
        list("books", "http://no host/", "here");
        live("books", "/health");

        assertThat(health("books").state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void oneBadRecordHidesNoOtherService() {
        list("books", url(), "here");
        live("books", "/health");
        put(new Change.Put(
                "_catalogue/newer/production", 0, Json.object().put("format", 2).build()));
        put(new Change.Put(
                "_catalogue/torn/production", 0, Json.object().put("format", 1).build()));

        Catalogue catalogue = new Catalogue(List.of(() -> store), "here");
        assertThat(catalogue.services(Optional.empty()))
                .extracting(each -> each.name().text())
                .containsExactly("books");
        assertThat(catalogue.unreadable()).hasSize(2);
    }

    @Test
    void aStoreThatCannotBeReachedHidesNoOther() {
        list("books", url(), "here");
        live("books", "/health");
        MemoryStore gone = new MemoryStore();
        Supplier<Store> unopened = () -> {
            throw Failure.unreachable(Problem.of("CD-709", "the file of the token cannot be used"));
        };

        Catalogue catalogue = new Catalogue(List.of(unopened, () -> unlisted(gone), () -> store), "here");
        assertThat(catalogue.services(Optional.of(PRODUCTION)))
                .extracting(each -> each.name().text())
                .containsExactly("books");
        assertThat(catalogue.unreadable())
                .extracting(failure -> failure.problems().get(0).code())
                .containsExactly("CD-709", "CD-704");
    }

    @Test
    void aRecordThatMayNotBeReadHidesNoOtherService() {
        list("books", url(), "here");
        live("books", "/health");
        list("alpha", url(), "here");
        Store denying = new ForwardingStore(store) {
            @Override
            public Optional<Versioned> read(String key) {
                if (key.equals("alpha/production/decision")) {
                    throw Failure.unreachable(Problem.of("CD-705", "Consul refuses us"));
                }
                return super.read(key);
            }
        };

        Catalogue catalogue = new Catalogue(List.of(() -> denying), "here");
        assertThat(catalogue.services(Optional.empty()))
                .extracting(each -> each.name().text())
                .containsExactly("books");
        assertThat(catalogue.unreadable()).hasSize(1);
    }

    private static Store unlisted(Store store) {
        return new ForwardingStore(store) {
            @Override
            public List<String> list(String prefix) {
                throw Failure.unreachable(Problem.of("CD-704", "the state cannot be reached"));
            }
        };
    }

    @Test
    void onlyTheEnvironmentThatIsWantedIsShown() {
        list("books", url(), "here");
        live("books", "/health");

        Catalogue catalogue = new Catalogue(List.of(() -> store), "here");
        assertThat(catalogue.services(Optional.of(PRODUCTION))).hasSize(1);
        assertThat(catalogue.services(Optional.of(new Name("staging")))).isEmpty();
    }
}
