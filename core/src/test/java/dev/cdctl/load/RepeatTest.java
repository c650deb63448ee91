package dev.cdctl.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import dev.cdctl.load.Load.Report;
import dev.cdctl.load.Service.Http;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Behind a server that answers so many requests of each connection and ends it under the next one. */
class RepeatTest {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nX-Version: blue\r\nContent-Length: 4\r\n\r\nblue".getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void aRequestThatAKeptConnectionEndedUnderIsSentAgainAndCounted() throws IOException {
        Report report = asked(1, true);
        assertThat(report.failures()).isEmpty();
        assertThat(report.repeated()).hasSizeGreaterThan(1).allMatch(each -> each.kind() == Kind.KEEP_ALIVE);
    }

    @Test
    void itFailsWithoutLeaveToSendItAgain() throws IOException {
        Report report = asked(1, false);
        assertThat(report.failures()).isNotEmpty();
        assertThat(report.repeated()).isEmpty();
    }

    @Test
    void aRequestOnANewConnectionIsNeverSentAgain() throws IOException {
        Report report = asked(0, true);
        assertThat(report.failures()).isNotEmpty();
        assertThat(report.repeated()).isEmpty();
    }

    private Report asked(int answered, boolean repeats) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> serve(server, answered));
            thread.setDaemon(true);
            thread.start();
            try (Load load = Load.start(server.getLocalPort(), new Mix(Map.of(Kind.KEEP_ALIVE, 1), 0, 0, repeats))) {
                while (ended.get() < 3) {
                    LockSupport.parkNanos(1_000_000);
                }
                return load.stop();
            }
        }
    }

    /** One connection after another. */
    private void serve(ServerSocket server, int answered) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                for (int i = 0; i < answered && !Http.head(in).isEmpty(); i++) {
                    socket.getOutputStream().write(ANSWER);
                }
                if (!Http.head(in).isEmpty()) {
                    ended.incrementAndGet();
                }
            } catch (IOException e) {
                // The server is closed, or the client is.
            }
        }
    }
}
