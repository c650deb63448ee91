package dev.cdctl.adapter.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.load.Service;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwardingTest {
    @Test
    void theInstanceIsToldWhoAsks(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            String answer = Raw.ask(
                    running.port,
                    "GET /head?a=b%20c;d HTTP/1.1",
                    "Host: books.test:81",
                    "X-Forwarded-For: 10.1.2.3",
                    "X-Forwarded-Proto: gopher",
                    "Keep-Alive: 5",
                    "X-Own: kept");
            assertThat(answer)
                    .contains("GET /head?a=b%20c;d HTTP/1.1")
                    .containsIgnoringCase("host: books.test:81")
                    .contains("X-Forwarded-For: 10.1.2.3, 127.0.0.1")
                    .contains("X-Forwarded-Proto: http\r\n")
                    .contains("X-Forwarded-Host: books.test:81")
                    .contains("X-Own: kept")
                    .doesNotContain("gopher", "Keep-Alive");
        }
    }

    @Test
    void headersOfOneHopAndThoseThatConnectionNamesStayHere(@TempDir Path folder) {
        try (Running running = Running.serving(folder);
                Raw client = new Raw(running.port)) {
            client.send("GET /head HTTP/1.1\r\nHost: x\r\nConnection: X-Secret, close\r\nX-Secret: 1\r\nTE: x\r\n\r\n");
            assertThat(client.rest()).contains(" 200 ").doesNotContain("X-Secret", "TE:");
        }
    }

    @Test
    void aHeadRequestKeepsTheLengthAndHasNoBody(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            assertThat(Raw.ask(running.port, "HEAD / HTTP/1.1", "Host: x"))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("Content-Length: 7")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void oddBytesOfTheUrlPassAsTheyAre(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            String target = "/head/a%2Fb;p=1/\u00e9|{}^`%zz?q=|{}\\\"%20+\u00fc";
            assertThat(Raw.ask(running.port, "GET " + target + " HTTP/1.1", "Host: x"))
                    .contains("GET " + target + " HTTP/1.1");
            assertThat(Raw.ask(running.port, "GET " + target.replace("/head/a", "/head?a") + " HTTP/1.1", "Host: x"))
                    .contains("GET " + target.replace("/head/a", "/head?a") + " HTTP/1.1");
        }
    }

    @Test
    void whatCouldBeReadInTwoWaysIsRefused(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            String[] heads = {
                "GET /a\u0001b HTTP/1.1\r\nHost: x",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5",
                "CONNECT x:80 HTTP/1.1\r\nHost: x",
            };
            for (String head : heads) {
                try (Raw client = new Raw(running.port)) {
                    assertThat(client.send(head + "\r\nConnection: close\r\n\r\n")
                                    .rest())
                            .as(head)
                            .startsWith("HTTP/1.1 4");
                }
            }
            assertThat(running.blue.requests()).isZero();
        }
    }

    @Test
    void noLoneLineEndIsPassedOn(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            String head = Raw.ask(running.port, "GET /head HTTP/1.1", "Host: x", "X-A: 1\rX-B: 2");
            assertThat(head).contains("X-A: 1").doesNotContainPattern("\r[^\n]");
        }
    }

    @Test
    void bodiesOfKnownAndUnknownLengthPass(@TempDir Path folder) {
        try (Running running = Running.serving(folder);
                Raw client = new Raw(running.port)) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n");
            client.send("0\r\n\r\n");
            assertThat(client.until("blue 11\n")).contains("Content-Length: 8");
            int size = 3_000_000;
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + size + "\r\n\r\n" + "y".repeat(size));
            assertThat(client.until("blue " + size + "\n")).contains(" 200 ");
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn(@TempDir Path folder) {
        try (Running running = Running.serving(folder);
                Raw client = new Raw(running.port)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            client.send("abc");
            assertThat(client.until("blue 3\n")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void requestsInOneGoAreAnsweredInTheirOrder(@TempDir Path folder) {
        try (Running running = Running.serving(folder);
                Raw client = new Raw(running.port)) {
            String get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
            client.send(get + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab" + get);
            assertThat(client.until("blue 0\n")).contains(" 200 ");
            assertThat(client.until("blue 2\n")).contains(" 200 ");
            assertThat(client.until("blue 0\n")).contains(" 200 ");
        }
    }

    @Test
    void aStreamArrivesPieceByPiece(@TempDir Path folder) {
        try (Running running = Running.serving(folder);
                Raw client = new Raw(running.port)) {
            client.send("GET /stream?ms=2000 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.until("blue 3\n")).contains("Transfer-Encoding: chunked");
            assertThat(running.traffic(Colour.BLUE).inFlight()).isEqualTo(1);
        }
    }

    @Test
    void anOldClientGetsAStreamUntilTheEnd(@TempDir Path folder) {
        try (Running running = Running.serving(folder);
                Raw client = new Raw(running.port)) {
            client.send("GET /stream?ms=100 HTTP/1.0\r\nHost: x\r\n\r\n");
            assertThat(client.rest()).doesNotContain("chunked").endsWith("\r\n\r\nblue 0\nblue 1\n");
        }
    }

    @Test
    void aFlipDoesNotTouchAnOpenClientConnection(@TempDir Path folder) {
        try (Running running = Running.serving(folder);
                Raw client = new Raw(running.port)) {
            String get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
            assertThat(client.send(get).until(" 0\n")).endsWith("blue 0\n");
            running.flip(Colour.GREEN, 2);
            assertThat(client.send(get).until(" 0\n")).endsWith("green 0\n");
        }
    }

    @Test
    void hostsAndPathsShareAPort(@TempDir Path folder) {
        try (Running running = new Running(folder);
                Service shop = Service.start("shop");
                Service cart = Service.start("cart")) {
            running.flip(Colour.BLUE, 1);
            serve(running, "shop", Optional.of("Shop.test"), "/", shop);
            serve(running, "cart", Optional.of("shop.test"), "/cart", cart);
            assertThat(get(running, "other.test", "/")).endsWith("blue 0\n");
            assertThat(get(running, "shop.test:99", "/x")).endsWith("shop 0\n");
            assertThat(get(running, "SHOP.test", "/cart?q")).endsWith("cart 0\n");
            assertThat(get(running, "shop.test", "/cart/1")).endsWith("cart 0\n");
            assertThat(get(running, "shop.test", "/cartoon")).endsWith("shop 0\n");
            running.router.remove();
            assertThat(get(running, "other.test", "/")).contains(" 404 ", "no route");
            assertThat(get(running, "shop.test", "/")).endsWith("shop 0\n");
        }
    }

    @Test
    void aClientThatGoesAwayIsNotInFlightForEver(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            try (Raw client = new Raw(running.port)) {
                client.send("GET /stream?ms=60000 HTTP/1.1\r\nHost: x\r\n\r\n").until("blue 1\n");
            }
            await().until(() -> running.traffic(Colour.BLUE).isQuiet());
            assertThat(running.traffic(Colour.BLUE).bad()).isZero();
        }
    }

    private static String get(Running running, String host, String path) {
        return Raw.ask(running.port, "GET " + path + " HTTP/1.1", "Host: " + host);
    }

    private static void serve(Running running, String environment, Optional<String> host, String path, Service to) {
        Route route = new Route(
                Running.SERVICE,
                new Name(environment),
                Running.address(running.port),
                host,
                path,
                Optional.empty(),
                Duration.ofSeconds(5),
                Map.of(Colour.BLUE, List.of(Running.address(to.port()))));
        running.router(environment).apply(route, Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
    }
}
