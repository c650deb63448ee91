package dev.cdctl.http.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdctl.model.Digest;
import dev.cdctl.model.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final Path folder;
    private final Scripted server = new Scripted();
    private final List<Duration> waits = new ArrayList<>();
    private final AtomicLong time = new AtomicLong();

    RemoteTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** Time passes only in waits; the jitter is half of what it may be. */
    private Terms terms() {
        Retry.Sleeper sleeper = wait -> {
            waits.add(wait);
            time.addAndGet(wait.toNanos());
            return true;
        };
        Retry.Pace pace = new Retry.Pace(sleeper, time::get, Clock.fixed(NOW, ZoneOffset.UTC), () -> 0.5);
        return Terms.usual().retrying(new Retry(5, Duration.ofMillis(200), Duration.ofSeconds(10), pace));
    }

    private Response send(Request request) {
        try (Remote remote = Remote.of(Server.at(server.url() + "repo"), terms())) {
            return remote.send(request);
        }
    }

    @Test
    void pathsAreBelowTheBase() {
        assertThat(send(Request.get("books/1.4.2%2B1/release.json")).text()).isEqualTo("ok");
        assertThat(server.asked).singleElement().satisfies(asked -> {
            assertThat(asked.line()).isEqualTo("GET /repo/books/1.4.2%2B1/release.json");
            assertThat(asked.agent()).startsWith("cdctl/");
        });
    }

    @Test
    void whatIsForNowIsAskedAgainWithGrowingWaits() {
        server.then(503, "busy").then(500, "").then(429, "").then(200, "here");

        Response answer = send(Request.get("a"));

        assertThat(answer.text()).isEqualTo("here");
        assertThat(answer.effort().tries()).isEqualTo(4);
        assertThat(waits).extracting(Duration::toMillis).containsExactly(100L, 200L, 400L);
    }

    @Test
    void theLastAnswerIsGivenAfterFiveTries() {
        for (int i = 0; i < 9; i++) {
            server.then(503, "busy");
        }
        Response answer = send(Request.get("a"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.effort().words()).isEqualTo("after 5 tries in 1.5 s");
        assertThat(server.asked).hasSize(5);
    }

    @Test
    void theServerSaysHowLongToWait() {
        server.then(503, "", "Retry-After", "7").then(429, "", "Retry-After", "Fri, 01 May 2026 12:00:30 GMT");

        assertThat(send(Request.get("a")).isGood()).isTrue();
        assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(30));
    }

    @Test
    void aRetryAfterOfNoTimeCountsAsATryToo() {
        for (int i = 0; i < 20; i++) {
            server.then(503, "", "Retry-After", "0");
        }
        assertThat(send(Request.get("a")).status()).isEqualTo(503);
        assertThat(server.asked).hasSize(5);
    }

    @Test
    void aWaitBeyondTheDeadlineIsNotBegun() {
        server.then(503, "come later", "Retry-After", "3600");

        assertThatThrownBy(() -> send(Request.get("a"))).isInstanceOfSatisfying(Failure.class, e -> {
            assertThat(e.problems().get(0).code()).isEqualTo("CD-441");
            assertThat(e.problems().get(0).why()).contains("come back after 3600", "after 1 try", "503: come later");
        });
        assertThat(waits).isEmpty();
    }

    @Test
    void aPostIsSentOnceUnlessItSaysOtherwise() {
        server.then(503, "").then(503, "");

        assertThat(send(Request.post("a", Body.text("x", "text/plain"))).status())
                .isEqualTo(503);
        assertThat(send(Request.post("a", Body.text("x", "text/plain")).again()).status())
                .isEqualTo(200);
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void aFileIsSentWithItsLengthAndDigested() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[300_000]);
        server.then(503, "");

        Response answer = send(Request.put("a", Body.file(file)));

        assertThat(answer.sent()).isEqualTo(new Response.Passed(300_000, Digest.of(file)));
        assertThat(server.asked)
                .hasSize(2)
                .allSatisfy(asked -> assertThat(asked.body()).hasSize(300_000));
    }

    @Test
    void anAnswerGoesIntoAFileUnlessItIsNotGood() {
        Path file = folder.resolve("file");
        server.then(404, "nothing\u0000 \n here").then(200, "content");

        Response absent = send(Request.get("a").into(Into.file(file)));
        assertThat(absent.describe()).isEqualTo("404: nothing here");
        assertThat(file).doesNotExist();

        Response there = send(Request.get("a").into(Into.file(file)));
        assertThat(file).hasContent("content");
        assertThat(there.received()).isEqualTo(new Response.Passed(7, Digest.of("content")));
    }

    @Test
    void anAnswerThatIsTooLongIsAFailure() {
        server.then(200, "x".repeat(100));
        assertThatThrownBy(() -> send(Request.get("a").into(new Into.Memory(99))))
                .hasMessageContaining("CD-443");
    }

    @Test
    void credentialsGoToTheServerOnly() throws IOException {
        try (Scripted other = new Scripted()) {
            server.then(302, "", "Location", other.url() + "elsewhere").then(307, "", "Location", "/here");
            Server mine = Server.at(server.url()).as(new Credentials.Basic("reader", "secret"));
            try (Remote remote = Remote.of(mine, terms())) {
                assertThat(remote.send(Request.get("a")).text()).isEqualTo("ok");
                assertThat(remote.send(Request.get("b")).text()).isEqualTo("ok");
            }
            assertThat(other.asked)
                    .singleElement()
                    .satisfies(asked -> assertThat(asked.authorization()).isEqualTo("null"));
            assertThat(server.asked)
                    .hasSize(3)
                    .allSatisfy(asked -> assertThat(asked.authorization()).isEqualTo("Basic cmVhZGVyOnNlY3JldA=="));
        }
    }

    @Test
    void aWriteIsNotTurnedIntoARead() {
        server.then(302, "", "Location", "/login");

        assertThat(send(Request.put("a", Body.text("x", "text/plain"))).status())
                .isEqualTo(302);
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aCircleOfRedirectsEnds() {
        for (int i = 0; i < 20; i++) {
            server.then(302, "", "Location", "/again");
        }
        assertThatThrownBy(() -> send(Request.get("a"))).hasMessageContaining("CD-443");
        assertThat(server.asked).hasSize(6);
    }

    @Test
    void noServerIsAFailureThatSaysHowOftenItWasTried() {
        server.close();
        assertThatThrownBy(() -> send(Request.get("a"))).isInstanceOfSatisfying(Failure.class, e -> {
            assertThat(e.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
            assertThat(e.problems().get(0).code()).isEqualTo("CD-440");
            assertThat(e.problems().get(0).why()).contains("no connection", "after 5 tries in 1.5 s");
        });
    }

    @Test
    void whatAServerSaidIsMasked() {
        server.then(500, "the key hunter22 is wrong, " + "x".repeat(300));
        Terms terms = terms().hiding(text -> text.replace("hunter22", "***"));
        try (Remote remote = Remote.of(Server.at(server.url()), terms)) {
            assertThatThrownBy(() -> remote.good(Request.get("a").once()))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            e -> assertThat(e.problems().get(0).why())
                                    .contains("500: the key *** is wrong")
                                    .hasSizeLessThan(260));
        }
    }

    @Test
    void credentialsDoNotShow() {
        assertThat(new Credentials.Basic("reader", "hunter22").toString()).doesNotContain("hunter22");
        assertThat(new Credentials.Bearer("hunter22").toString()).doesNotContain("hunter22");
        assertThat(Server.at("http://127.0.0.1")
                        .as(new Credentials.Bearer("hunter22"))
                        .toString())
                .doesNotContain("hunter22");
    }

    @Test
    void aCallEndsWhenTheWorkIsToStop() {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch never = new CountDownLatch(1);
        server.then(exchange -> {
            stop.set(true);
            await(never);
        });
        try (Remote remote = Remote.of(Server.at(server.url()), terms().until(stop::get))) {
            assertThatThrownBy(() -> remote.send(Request.get("a")))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.INTERRUPTED));
        } finally {
            never.countDown();
        }
    }

    @Test
    void theDeadlineEndsACallThatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        server.then(exchange -> await(never));
        Terms terms = Terms.usual().within(Duration.ofMillis(300));
        try (Remote remote = Remote.of(Server.at(server.url()), terms)) {
            assertThatThrownBy(() -> remote.send(Request.get("a"))).hasMessageContaining("CD-441");
        } finally {
            never.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aNameWithSeveralAddressesIsTriedAtEach() {
        try (Remote remote = Remote.of(Server.at(server.url().replace("127.0.0.1", "localhost")), terms())) {
            assertThat(remote.send(Request.get("a")).effort().tries()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatIsNotThereIsNoFaultOfTheServer() {
        assertThatThrownBy(() -> send(Request.put("a", Body.file(folder.resolve("missing")))))
                .isInstanceOfSatisfying(Failure.class, e -> {
                    assertThat(e.kind()).isEqualTo(Failure.Kind.FAILED);
                    assertThat(e.problems().get(0).code()).isEqualTo("CD-446");
                });
        assertThat(waits).isEmpty();
    }

    @Test
    void aProxyOfTheEnvironmentIsUsed() {
        Map<String, String> environment =
                Map.of("http_proxy", server.url().replace("://", "://me:word@"), "NO_PROXY", "direct.invalid");
        try (Remote remote = Remote.of(Server.at("http://repository.invalid/x/"), terms().in(environment))) {
            server.then(407, "", "Proxy-Authenticate", "Basic realm=x");
            assertThat(remote.send(Request.get("a")).text()).isEqualTo("ok");
        }
        assertThat(server.asked.get(0).line()).isEqualTo("GET http://repository.invalid/x/a");
        try (Remote remote = Remote.of(Server.at("http://direct.invalid/"), terms().in(environment))) {
            assertThatThrownBy(() -> remote.send(Request.get("a").once())).hasMessageContaining("CD-440");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/", "http:///a", "http://me:word@x/", "https://x/?a=b", "x"})
    void whatIsNoServerIsRefused(String url) {
        assertThatThrownBy(() -> Server.at(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnswerThatBreaksOffIsAskedForAgain() throws IOException {
        try (ServerSocket broken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> breakOff(broken, 3));
            thread.start();
            Server there = Server.at("http://127.0.0.1:" + broken.getLocalPort());
            try (Remote remote = Remote.of(there, terms())) {
                Response answer = remote.send(Request.get("a"));
                assertThat(answer.text()).isEqualTo("0123456789");
                assertThat(answer.effort().tries()).isEqualTo(4);
            }
        }
    }

    private static void breakOff(ServerSocket server, int times) {
        for (int i = 0; i <= times; i++) {
            try (java.net.Socket socket = server.accept()) {
                while (socket.getInputStream().read() != '\n') {}
                String body = i < times ? "01234" : "0123456789";
                socket.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n" + body)
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                return;
            }
        }
    }
}
