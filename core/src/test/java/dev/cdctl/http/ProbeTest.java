package dev.cdctl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {
    private final Probe probe = new Probe(Duration.ofSeconds(10));

    @Test
    void readsABodyOfAKnownLength() throws IOException {
        Reply.Answer answer = answerTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Version: 1.4\r\n\r\nhello and more");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.isGood()).isTrue();
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.header("x-VERSION")).contains("1.4");
    }

    @Test
    void readsChunksAndTheirExtensions() throws IOException {
        String chunks = "5;name=value\r\nhello\r\n00000000006\r\n world\r\n0\r\nTrailer: x\r\n\r\n";

        assertThat(answerTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
                        .body())
                .isEqualTo("hello world");
    }

    @Test
    void readsABodyThatEndsWithTheConnection() throws IOException {
        assertThat(answerTo("HTTP/1.0 503 Not Yet\r\n\r\nwait").body()).isEqualTo("wait");
    }

    @Test
    void passesOverInterimAnswers() throws IOException {
        String interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";

        assertThat(answerTo(interim + "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anAnswerWithoutContentDoesNotWaitForOne() throws IOException {
        try (Canned server = Canned.holding("HTTP/1.1 204 No Content\r\n\r\n")) {
            assertThat(probe.ask(Exchange.get(server.target(), "/"))).isInstanceOf(Reply.Answer.class);
        }
    }

    @Test
    void aRedirectIsAnAnswer() throws IOException {
        try (Canned server = Canned.answering("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(probe.ask(Exchange.get(server.target(), "/")).describe()).startsWith("302 after ");
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void keepsNoMoreThan64KiBOfABody() throws IOException {
        String body = "x".repeat(100_000);

        assertThat(answerTo("HTTP/1.1 200 OK\r\n\r\n" + body).body()).hasSize(64 * 1024);
        assertThat(answerTo("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body)
                        .body())
                .hasSize(64 * 1024);
        assertThat(answerTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186A0\r\n" + body + "\r\n0\r\n\r\n")
                        .body())
                .hasSize(64 * 1024);
    }

    @Test
    void sendsOneRequestWithHostMethodAndBody() throws IOException {
        try (Canned server = Canned.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Exchange exchange = Exchange.get(server.target().withHost("books.example"), "/a b\r\nX: y?q=ä#f")
                    .sending("PUT", "{\"ä\":1}")
                    .bearer("s3cret");

            assertThat(probe.ask(exchange)).isInstanceOf(Reply.Answer.class);
            assertThat(server.requests.get(0))
                    .startsWith("PUT /a%20b%0D%0AX:%20y?q=%C3%A4%23f HTTP/1.1\r\nHost: books.example\r\n")
                    .contains("Connection: close\r\n", "Authorization: Bearer s3cret\r\n", "Content-Length: 8\r\n")
                    .endsWith("\r\n\r\n{\"ä\":1}");
            assertThat(exchange).asString().doesNotContain("s3cret");
        }
    }

    @Test
    void everyQuestionHasAConnectionOfItsOwn() throws IOException {
        try (Canned server = Canned.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            for (int i = 0; i < 5; i++) {
                assertThat(probe.ask(Exchange.get(server.target(), "/"))).isInstanceOf(Reply.Answer.class);
            }
            assertThat(server.requests).hasSize(5);
        }
    }

    @Test
    void aClosedPortIsRefused() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }

        assertThat(probe.ask(Exchange.get(Target.of("127.0.0.1", port), "/")))
                .isEqualTo(new Reply.NoAnswer("connection refused"));
        assertThat(probe.connect(Target.of("127.0.0.1", port))).contains(new Reply.NoAnswer("connection refused"));
    }

    @Test
    void anOpenPortConnects() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(probe.connect(Target.of("127.0.0.1", server.getLocalPort())))
                    .isEmpty();
        }
    }

    @Test
    void silenceEndsAtTheDeadline() throws IOException {
        Probe hasty = new Probe(Duration.ofMillis(200));
        try (Canned silent = Canned.holding("");
                Canned half = Canned.holding("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")) {
            assertThat(hasty.ask(Exchange.get(silent.target(), "/")))
                    .isEqualTo(new Reply.NoAnswer("no answer within 200ms"));
            assertThat(hasty.ask(Exchange.get(half.target(), "/")))
                    .isEqualTo(new Reply.NoAnswer("the answer did not end within 200ms"));
        }
    }

    @Test
    void aPeerThatReadsNothingEndsAtTheDeadline() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Exchange big = Exchange.get(Target.of("127.0.0.1", deaf.getLocalPort()), "/")
                    .sending("POST", "x".repeat(20_000_000));

            assertThat(new Probe(Duration.ofMillis(300)).ask(big))
                    .isEqualTo(new Reply.NoAnswer("the request was not taken within 300ms"));
            Thread.currentThread().interrupt();
            assertThat(probe.ask(big)).isEqualTo(new Reply.NoAnswer("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whatIsLongerThanTheSystemTakesAtOnceArrivesWhole() throws Exception {
        String body = "0123456789".repeat(1_000_000) + '!';
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<String> server = new FutureTask<>(() -> taken(slow));
            new Thread(server).start();
            Exchange big = Exchange.get(Target.of("127.0.0.1", slow.getLocalPort()), "/")
                    .sending("PUT", body);

            assertThat(probe.ask(big).describe()).startsWith("204 after ");
            assertThat(server.get()).startsWith("PUT / HTTP/1.1\r\n").endsWith(body);
        }
    }

    /** A request that ends with an exclamation mark, read late. */
    private static String taken(ServerSocket slow) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        try (Socket socket = slow.accept()) {
            Thread.sleep(50);
            byte[] some = new byte[100_000];
            while (text.length() == 0 || text.charAt(text.length() - 1) != '!') {
                int more = socket.getInputStream().read(some);
                text.append(new String(some, 0, more, StandardCharsets.US_ASCII));
            }
            socket.getOutputStream().write("HTTP/1.1 204 Taken\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "<html>"
            })
    void whatIsNotHttpIsSaidToBeThat(String answer) throws IOException {
        assertThat(ask(answer).describe()).startsWith("not HTTP: ");
    }

    @Test
    void endlessHeadersAreNotRead() throws IOException {
        assertThat(ask("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(20_000)).describe())
                .isEqualTo("not HTTP: more than 64 KiB of headers");
    }

    @Test
    void aBrokenAnswerIsNone() throws IOException {
        assertThat(ask("").describe()).isEqualTo("closed without an answer");
        assertThat(ask("HTTP/1.1 200 OK\r\nA: b\r\n").describe()).isEqualTo("the answer broke off in its headers");
        assertThat(ask("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").describe())
                .isEqualTo("the answer broke off after 4 bytes");
        assertThat(ask("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
                        .describe())
                .isEqualTo("the answer broke off after 4 bytes");
    }

    @Test
    void otherProtocolsWithoutALineEndAreNoticedBeforeTheDeadline() throws IOException {
        try (Canned binary = Canned.holding("\u0007\u0001binary")) {
            assertThat(probe.ask(Exchange.get(binary.target(), "/")).describe()).isEqualTo("not HTTP: ??binar");
        }
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws IOException {
        try (Canned silent = Canned.holding("")) {
            Thread.currentThread().interrupt();

            assertThat(probe.ask(Exchange.get(silent.target(), "/"))).isEqualTo(new Reply.NoAnswer("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void urlsBecomeTargets() {
        Exchange exchange = Exchange.get(URI.create("https://[::1]:8443/a?b=c"));

        assertThat(exchange.target().connect()).isEqualTo("::1");
        assertThat(exchange.target().host()).isEqualTo("[::1]:8443");
        assertThat(exchange.url()).isEqualTo("https://[::1]:8443/a?b=c");
        assertThat(Exchange.get(URI.create("http://books.example")).url()).isEqualTo("http://books.example:80/");
        assertThatThrownBy(() -> Target.of(URI.create("file:/x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\u0000", "a\n"})
    void headersCannotBreakOutOfTheirLine(String value) {
        Exchange exchange = Exchange.get(Target.of("127.0.0.1", 1), "/");

        assertThatThrownBy(() -> exchange.with("X-Any", value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> exchange.with(value, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> exchange.target().withHost(value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> exchange.sending(value, "")).isInstanceOf(IllegalArgumentException.class);
    }

    private Reply ask(String answer) throws IOException {
        try (Canned server = Canned.answering(answer)) {
            return probe.ask(Exchange.get(server.target(), "/"));
        }
    }

    private Reply.Answer answerTo(String answer) throws IOException {
        return (Reply.Answer) ask(answer);
    }
}
