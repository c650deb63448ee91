package dev.cdctl.load;

import dev.cdctl.load.Load.Kind;
import dev.cdctl.load.Load.Mix;
import dev.cdctl.load.Service.Http;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One client on plain sockets. It looks for the end of a kept connection before it sends, as browsers do. */
final class Client implements AutoCloseable {
    /** What a failed outcome starts with; the others are the colour that answered. */
    static final String FAILED = "failed: ";

    /** The same of a WebSocket that was open and was broken off by the other side. */
    static final String BROKEN = FAILED + "the WebSocket broke off: ";

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int BODY_BYTES = 64 * 1024;
    private static final int MESSAGE_PAUSE_MILLIS = 20;

    private final Place place;
    private Optional<Connection> kept = Optional.empty();
    private boolean reused;

    private record Connection(SocketChannel channel, InputStream in) {
        boolean hasEnded() throws IOException {
            channel.configureBlocking(false);
            try {
                return channel.read(ByteBuffer.allocate(1)) != 0;
            } finally {
                channel.configureBlocking(true);
            }
        }

        void write(byte[] bytes) throws IOException {
            channel.socket().getOutputStream().write(bytes);
        }
    }

    /** Hears what comes of a request before its end. */
    interface Listener {
        /** A message of a WebSocket that came back. */
        void echoed(String colour, long sent);

        /** A request that had no answer, because the kept connection ended; it is sent again on a new one. */
        void repeated(String reason);
    }

    /** The connection ended before an answer began. */
    private static final class UnansweredException extends IOException {
        private static final long serialVersionUID = 1L;

        UnansweredException(String reason) {
            super(reason);
        }
    }

    Client(Place place) {
        this.place = place;
    }

    String ask(Kind kind, Mix mix, BooleanSupplier stopped, Listener listener) {
        try {
            return once(kind, mix, stopped, listener);
        } catch (UnansweredException e) {
            close();
            if (reused && mix.repeats()) {
                listener.repeated(e.toString());
                return ask(kind, mix, stopped, listener);
            }
            return FAILED + e;
        } catch (IOException e) {
            close();
            return FAILED + e;
        }
    }

    private String once(Kind kind, Mix mix, BooleanSupplier stopped, Listener listener) throws IOException {
        return switch (kind) {
            case KEEP_ALIVE -> ask("GET", "/", "", true);
            case NEW_CONNECTION -> ask("GET", "/", "", false);
            case POST -> ask("POST", "/", "x".repeat(BODY_BYTES), true);
            case SLOW -> ask("GET", "/slow?ms=" + mix.slowMillis(), "", true);
            case STREAM -> ask("GET", "/stream?ms=" + mix.streamMillis(), "", true);
            case WEBSOCKET -> webSocket(stopped, listener);
        };
    }

    @Override
    public void close() {
        kept.ifPresent(connection -> {
            try {
                connection.channel().close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        kept = Optional.empty();
    }

    private String ask(String method, String path, String body, boolean keep) throws IOException {
        Connection connection = connection();
        String length = method.equals("POST") ? "Content-Length: " + body.length() + "\r\n" : "";
        String close = keep ? "" : "Connection: close\r\n";
        String head = head(
                connection,
                method + " " + place.path() + path + " HTTP/1.1\r\nHost: " + place.host() + "\r\n" + close + length
                        + "\r\n" + body);
        Map<String, String> headers = Http.headers(head);
        String answer = Http.body(connection.in(), headers);
        if (!keep || "close".equalsIgnoreCase(headers.get("connection"))) {
            close();
        }
        return outcome(head, headers, answer, body.length());
    }

    private static String head(Connection connection, String request) throws IOException {
        try {
            connection.write(request.getBytes(StandardCharsets.US_ASCII));
            String head = Http.head(connection.in());
            if (head.isEmpty()) {
                throw new UnansweredException("closed without an answer");
            }
            return head;
        } catch (SocketException e) {
            throw new UnansweredException(e.toString());
        }
    }

    /** A service that says its version and its colour is known by the version. */
    private static String colour(Map<String, String> headers) {
        return headers.getOrDefault("x-version", headers.getOrDefault("x-colour", ""));
    }

    private static String outcome(String head, Map<String, String> headers, String answer, int sent) {
        String colour = colour(headers);
        if (!head.startsWith("HTTP/1.1 200 ") || colour.isEmpty()) {
            return FAILED + head.lines().findFirst().orElse("") + " " + answer.strip();
        }
        if (sent > 0 && !(answer.strip() + " ").startsWith(colour + " " + sent + " ")) {
            return FAILED + "of " + sent + " bytes sent came: " + answer.strip();
        }
        return answer.startsWith(colour) ? colour : FAILED + "the body is not the header's: " + answer;
    }

    private String webSocket(BooleanSupplier stopped, Listener listener) throws IOException {
        Connection connection = connection();
        connection.write(("GET " + place.path() + "/ws HTTP/1.1\r\nHost: " + place.host()
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + WebSocket.key() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String head = Http.head(connection.in());
        Map<String, String> headers = Http.headers(head);
        boolean accepted = head.startsWith("HTTP/1.1 101 ")
                && WebSocket.expected(WebSocket.key()).equals(headers.get("sec-websocket-accept"));
        if (!accepted) {
            close();
            return FAILED + head.lines().findFirst().orElse("closed without an answer");
        }
        String colour = colour(headers);
        try {
            for (int i = 0; !stopped.getAsBoolean(); i++) {
                echo(connection, colour + " " + i, colour, listener);
            }
        } catch (EOFException | SocketException e) {
            close();
            return BROKEN + e;
        }
        WebSocket.close(connection.channel().socket().getOutputStream());
        String last = WebSocket.read(connection.in());
        close();
        return last.isEmpty() ? colour : FAILED + "the WebSocket did not close: " + last;
    }

    private static void echo(Connection connection, String text, String colour, Listener listener) throws IOException {
        long sent = System.nanoTime();
        WebSocket.write(connection.channel().socket().getOutputStream(), text, true);
        String back = WebSocket.read(connection.in());
        if (back.isEmpty()) {
            throw new EOFException("closed by the other side");
        }
        if (!back.equals(text)) {
            throw new IOException("the WebSocket echoed " + back + " for " + text);
        }
        listener.echoed(colour, sent);
        try {
            Thread.sleep(MESSAGE_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Connection connection() throws IOException {
        reused = kept.isPresent() && !kept.get().hasEnded();
        if (reused) {
            return kept.get();
        }
        close();
        SocketChannel channel = SocketChannel.open();
        channel.socket().setTcpNoDelay(true);
        channel.socket().setSoTimeout(TIMEOUT_MILLIS);
        channel.connect(place.address());
        Connection fresh =
                new Connection(channel, new BufferedInputStream(channel.socket().getInputStream()));
        kept = Optional.of(fresh);
        return fresh;
    }
}
