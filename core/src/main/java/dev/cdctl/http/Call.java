package dev.cdctl.http;

import dev.cdctl.http.Reply.NoAnswer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** One connection and what is asked over it. One thread works on it; any other may close it, which ends that work. */
final class Call implements Closeable {
    private final Target target;
    private final AnswerReader.Extent extent;
    private volatile String awaited = "no connection";
    private volatile Socket socket = new Socket();
    private volatile boolean closed;

    Call(Target target, AnswerReader.Extent extent) {
        this.target = target;
        this.extent = extent;
    }

    /** What had not come when the time was up. */
    String awaited() {
        return awaited;
    }

    Reply ask(Exchange exchange) {
        long start = System.nanoTime();
        try (Socket open = open()) {
            open.getOutputStream().write(exchange.bytes());
            open.getOutputStream().flush();
            awaited = "no answer";
            AnswerReader reader = new AnswerReader(open.getInputStream(), extent);
            AnswerReader.Head head = reader.head();
            awaited = "the answer did not end";
            String body = reader.body(head);
            return new Reply.Answer(head.status(), head.headers(), body, Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException e) {
            return new NoAnswer(reason(e));
        }
    }

    Optional<NoAnswer> connect() {
        try (Socket open = open()) {
            return open.isConnected() ? Optional.empty() : Optional.of(new NoAnswer(awaited));
        } catch (IOException e) {
            return Optional.of(new NoAnswer(reason(e)));
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is read from it any more, so nothing is lost.
            awaited = "connection lost";
        }
    }

    private Socket open() throws IOException {
        Socket plain = connected();
        if (target.tls().isEmpty()) {
            return plain;
        }
        awaited = "no TLS handshake";
        return Trust.secure(plain, target.tls().get());
    }

    /** Tries every address of the name in turn. */
    private Socket connected() throws IOException {
        IOException last = new UnknownHostException(target.connect());
        for (InetAddress address : InetAddress.getAllByName(target.connect())) {
            try {
                Socket next = fresh();
                next.connect(new InetSocketAddress(address, target.port()));
                return next;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private Socket fresh() throws IOException {
        Socket next = new Socket();
        socket = next;
        if (closed) {
            next.close();
        }
        next.setTcpNoDelay(true);
        return next;
    }

    private static String reason(IOException e) {
        return e instanceof SSLException ? "TLS failed: " + Reason.said(e) : Reason.of(e);
    }
}
