package dev.cdctl.adapter.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cdctl.adapter.embedded.upstream.Limits;
import dev.cdctl.load.Load;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Weights;
import dev.cdctl.traffic.Address;
import dev.cdctl.traffic.Route;
import dev.cdctl.traffic.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInstanceTest {
    @Test
    void anAnswerThatBreaksOffIsNotTakenForWhole(@TempDir Path folder) throws IOException {
        try (Running running = new Running(folder);
                ServerSocket broken = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            running.router.apply(
                    instances(running.route(), broken.getLocalPort()),
                    Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            Thread thread = new Thread(() -> answerOnce(broken, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
            thread.start();
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).endsWith("\r\n\r\nhalf");
            await().until(() -> running.traffic(Colour.BLUE).bad() == 1);
            assertThat(running.traffic(Colour.BLUE).isQuiet()).isTrue();
        }
    }

    @Test
    void anAnswerThatIsNoHttpIs502AndAPostIsNotRepeated(@TempDir Path folder) throws IOException {
        try (Running running = new Running(folder);
                ServerSocket broken = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            running.router.apply(
                    instances(running.route(), broken.getLocalPort()),
                    Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            new Thread(() -> answerOnce(broken, "220 mail server ready, or so it seems\r\n\r\n")).start();
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).contains(" 502 ", "understood");
            new Thread(() -> answerOnce(broken, "")).start();
            assertThat(Raw.ask(running.port, "POST / HTTP/1.1", "Host: x", "Content-Length: 0"))
                    .contains(" 502 ", "without an answer");
            assertThat(running.traffic(Colour.BLUE)).extracting(Traffic::bad).isEqualTo(2L);
        }
    }

    @Test
    void anUpgradeThatNobodyAskedForIs502(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            assertThat(Raw.ask(running.port, "GET /ws HTTP/1.1", "Host: x")).contains(" 502 ");
        }
    }

    @Test
    void aRefusingInstanceCostsNothingWhileAnotherLives(@TempDir Path folder) {
        try (Running running = new Running(folder)) {
            Route route = instances(running.route(), Running.freePort(), running.blue.port());
            running.router.apply(route, Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            for (int i = 0; i < 6; i++) {
                assertThat(Raw.ask(running.port, "POST / HTTP/1.1", "Host: x", "Content-Length: 0"))
                        .contains(" 200 ");
            }
        }
    }

    @Test
    void noInstanceIs503AndNoneThatAnswersIs502(@TempDir Path folder) {
        try (Running running = new Running(folder)) {
            running.router.apply(
                    instances(running.route()), Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).contains(" 503 ", "not running");
            running.router.apply(
                    instances(running.route(), Running.freePort()),
                    Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 2));
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).contains(" 502 ", "can be connected to");
        }
    }

    @Test
    void anInstanceThatDoesNotBeginToAnswerIs504(@TempDir Path folder) {
        try (Running running = new Running(folder)) {
            Route route = running.route();
            Route hasty = new Route(
                    route.service(),
                    route.environment(),
                    route.listen(),
                    route.host(),
                    route.path(),
                    route.tls(),
                    Duration.ofMillis(200),
                    route.instances());
            running.router.apply(hasty, Running.decision(Colour.BLUE, Weights.all(Colour.BLUE), 1));
            assertThat(Raw.ask(running.port, "GET /slow?ms=5000 HTTP/1.1", "Host: x"))
                    .contains(" 504 ");
            assertThat(running.traffic(Colour.BLUE).isQuiet()).isTrue();
        }
    }

    @Test
    void anIdleConnectionThatTheInstanceClosesCostsNothing(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            running.blue.dropAfterAnswer();
            Load load = Load.start(
                    running.port, new Load.Mix(Map.of(Load.Kind.KEEP_ALIVE, 4, Load.Kind.NEW_CONNECTION, 2), 0, 0));
            await().until(() -> load.count(Load.Kind.KEEP_ALIVE, "blue") > 100);
            assertThat(load.stop().failures()).isEmpty();
        }
    }

    @Test
    void connectionsToTheInstanceAreUsedAgain(@TempDir Path folder) {
        try (Running running = Running.serving(folder)) {
            for (int i = 0; i < 20; i++) {
                Raw.ask(running.port, "GET / HTTP/1.1", "Host: x");
            }
            assertThat(running.blue.connections())
                    .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void requestsWaitForAConnectionAndAreRefusedAfterTheirPatience(@TempDir Path folder) {
        Limits one = new Limits(1, 100, Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofSeconds(30));
        try (Running running = new Running(folder, one)) {
            running.flip(Colour.BLUE, 1);
            Load load = Load.start(running.port, new Load.Mix(Map.of(Load.Kind.SLOW, 8), 20, 0));
            await().until(() -> load.count(Load.Kind.SLOW, "blue") > 30);
            assertThat(load.stop().failures()).isEmpty();
            assertThat(running.blue.connections())
                    .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void aFullQueueIs503(@TempDir Path folder) {
        Limits none = new Limits(0, 0, Duration.ofMillis(1), Duration.ofSeconds(3), Duration.ofSeconds(30));
        try (Running running = new Running(folder, none)) {
            running.flip(Colour.BLUE, 1);
            assertThat(Raw.ask(running.port, "GET / HTTP/1.1", "Host: x")).contains(" 503 ", "busy");
        }
    }

    private static Route instances(Route route, int... ports) {
        List<Address> blue = Arrays.stream(ports).mapToObj(Running::address).toList();
        return new Route(
                route.service(),
                route.environment(),
                route.listen(),
                route.host(),
                route.path(),
                route.tls(),
                route.timeout(),
                Map.of(Colour.BLUE, blue));
    }

    private static void answerOnce(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            int last = 0;
            for (int next = in.read(); !(last == '\r' && next == '\n' && in.available() == 0); next = in.read()) {
                last = next;
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
