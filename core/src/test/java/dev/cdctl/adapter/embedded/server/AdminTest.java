package dev.cdctl.adapter.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cdctl.adapter.embedded.RouterFiles;
import dev.cdctl.adapter.embedded.RouterStatus;
import dev.cdctl.http.Exchange;
import dev.cdctl.http.Probe;
import dev.cdctl.http.Reply;
import dev.cdctl.http.Target;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTest {
    @Test
    void everyRequestNeedsTheToken(@TempDir Path folder) throws IOException {
        try (Running running = Running.serving(folder)) {
            for (String path : new String[] {"/v1/status", "/metrics", "/v1/alive", "/nowhere"}) {
                assertThat(status(get(folder, path))).isEqualTo(401);
                assertThat(status(get(folder, path).bearer("wrong"))).isEqualTo(401);
            }
            assertThat(status(get(folder, "/v1/stop").sending("POST", "{}"))).isEqualTo(401);
            assertThat(status(get(folder, "/v1/status").bearer(token(folder)))).isEqualTo(200);
            assertThat(status(get(folder, "/nowhere").bearer(token(folder)))).isEqualTo(404);
            assertThat(running.router.observe()).isPresent();
        }
    }

    @Test
    void onlyTheOwnerCanReadTheToken(@TempDir Path folder) throws IOException {
        try (Running running = Running.serving(folder)) {
            RouterFiles files = RouterFiles.in(running.folder);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.token())))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.folder())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void anOlderDecisionIsRefusedAndTheSameOneIsDoneAlready(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            running.flip(Colour.GREEN, 5);
            running.flip(Colour.GREEN, 5);
            assertThatThrownBy(() -> running.flip(Colour.BLUE, 4)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
                assertThat(failure.problems().get(0).code()).isEqualTo("CD-603");
                assertThat(failure.problems().get(0).why()).contains("generation 5");
            });
            assertThatThrownBy(() -> running.flip(Colour.BLUE, 5)).hasMessageContaining("CD-614");
            assertThat(running.router.observe()).contains(Running.decision(Colour.GREEN, Weights.all(Colour.GREEN), 5));
        }
    }

    @Test
    void aTakenPortIsRefusedAndNothingChanges(@TempDir Path folder) throws IOException {
        try (Running running = Running.serving(folder);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var route = Routes.listening(running.route(), Running.address(taken.getLocalPort()));
            assertThatThrownBy(() -> running.router.check(route)).hasMessageContaining("CD-604");
            assertThatThrownBy(() ->
                            running.router.apply(route, Running.decision(Colour.GREEN, Weights.all(Colour.GREEN), 2)))
                    .hasMessageContaining("CD-604");
            assertThat(running.router.observe().map(decision -> decision.generation()))
                    .contains(1L);
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");
        }
    }

    @Test
    void aMovedRouteLeavesItsOldPort(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            int port = Running.freePort();
            running.router.apply(
                    Routes.listening(running.route(), Running.address(port)),
                    Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 2));
            assertThat(Raw.ask(port, "GET / HTTP/1.1", "Host: x")).endsWith("blue 0\n");
            assertThat(new Probe(Duration.ofSeconds(2)).connect(Target.of("127.0.0.1", running.port)))
                    .isPresent();
        }
    }

    @Test
    void twoEnvironmentsCannotHaveTheSameHostAndPath(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            var other = Routes.of(running.route(), "staging");
            assertThatThrownBy(() -> running.router("staging").check(other)).hasMessageContaining("CD-606");
            assertThatThrownBy(() -> running.router("staging")
                            .apply(other, Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1)))
                    .hasMessageContaining("CD-606");
            running.router.check(running.route());
        }
    }

    @Test
    void metricsTellColoursAndVersionsApart(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            Raw.ask(running.port, "GET / HTTP/1.1", "Host: x");
            running.flip(Colour.GREEN, 2);
            Raw.ask(running.port, "GET / HTTP/1.1", "Host: x");
            Raw.ask(running.port, "GET / HTTP/1.1", "Host: x");
            await().until(() -> running.traffic(Colour.GREEN).equals(new Traffic(2, 0, 0, 0)));
            Reply reply =
                    new Probe(Duration.ofSeconds(5)).ask(get(folder, "/metrics").bearer(token(folder)));
            String blue = "{service=\"books\",environment=\"production\",colour=\"blue\",version=\"1.0.0\"}";
            String green = "{service=\"books\",environment=\"production\",colour=\"green\",version=\"2.0.0\"}";
            assertThat(((Reply.Answer) reply).body().lines())
                    .contains(
                            "# TYPE cdctl_router_requests_total counter",
                            "cdctl_router_requests_total" + blue + " 1",
                            "cdctl_router_requests_total" + green + " 2",
                            "cdctl_router_bad_total" + blue + " 0",
                            "cdctl_router_in_flight" + green + " 0",
                            "# TYPE cdctl_router_request_seconds histogram",
                            "cdctl_router_request_seconds_count" + green + " 2",
                            "cdctl_router_request_seconds_bucket" + green.replace("}", ",le=\"+Inf\"}") + " 2");
        }
    }

    @Test
    void theStatusTellsWhatIsServed(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            Optional<RouterStatus> status = RouterStatus.of(folder);
            assertThat(status.map(RouterStatus::pid))
                    .contains(ProcessHandle.current().pid());
            assertThat(status.orElseThrow().environments())
                    .singleElement()
                    .satisfies(served -> assertThat(served.route()).isEqualTo(running.route()));
            assertThat(JsonText.line(status.orElseThrow().toJson())).contains("\"generation\":1");
        }
        assertThat(RouterStatus.of(folder)).isEmpty();
    }

    @Test
    void aSecondRouterSaysWhoHoldsTheFolder(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            assertThatThrownBy(() -> RouterServer.start(running.folder))
                    .hasMessageContaining("CD-608")
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.problems().get(0).why())
                                    .contains(
                                            "process " + ProcessHandle.current().pid()));
        }
    }

    @Test
    void aStopLetsRequestsEnd(@TempDir Path folder) {
        try (Running running = Running.serving(folder);
                Raw client = new Raw(running.port)) {
            client.send("GET /stream?ms=500 HTTP/1.1\r\nHost: x\r\n\r\n").until("blue 1\n");
            running.server.stop(Duration.ofSeconds(10));
            assertThat(client.rest()).endsWith("0\r\n\r\n");
            assertThat(RouterStatus.of(folder)).isEmpty();
        }
    }

    private static int status(Exchange exchange) {
        return ((Reply.Answer) new Probe(Duration.ofSeconds(5)).ask(exchange)).status();
    }

    private static Exchange get(Path folder, String path) {
        try {
            String admin = Files.readString(RouterFiles.in(folder).admin());
            int port = (int) JsonText.readObject(admin).needNumber("port");
            return Exchange.get(Target.of("127.0.0.1", port), path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(Path folder) {
        try {
            return Files.readString(RouterFiles.in(folder).token()).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
