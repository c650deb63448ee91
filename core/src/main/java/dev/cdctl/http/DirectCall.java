package dev.cdctl.http;

import dev.cdctl.http.Reply.NoAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One question to an IPv4 address, asked on the calling thread: no name is looked up, a short request fits into the
 * system's buffer, a long one is sent as that takes it, and each wait for bytes has what is left of the deadline, so
 * nothing in it can hang. It spares a thread for each question, which is a large part of what a question costs in a
 * process that has just started.
 */
final class DirectCall {
    /** Less than any system keeps of what is sent on a fresh connection. */
    private static final int SHORT = 4096;

    private static final long PAUSE_NANOS = 500_000;

    private final InetAddress address;
    private final int port;
    private final byte[] request;
    private final long start = System.nanoTime();
    private final long deadline;
    private String awaited = "no connection";

    private DirectCall(InetAddress address, int port, byte[] request, Duration deadline) {
        this.address = address;
        this.port = port;
        this.request = request;
        this.deadline = deadline.toNanos();
    }

    /** The call, when it can be made like that. */
    static Optional<DirectCall> of(Exchange exchange, Duration deadline) {
        byte[] address = ipv4(exchange.target().connect());
        if (address.length == 0 || exchange.target().tls().isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DirectCall(
                    InetAddress.getByAddress(address), exchange.target().port(), exchange.bytes(), deadline));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    Reply ask(AnswerReader.Extent extent) {
        try (SocketChannel channel = SocketChannel.open()) {
            Socket socket = channel.socket();
            socket.connect(new InetSocketAddress(address, port), left());
            send(channel);
            awaited = "no answer";
            AnswerReader reader = new AnswerReader(new Timed(socket), extent);
            AnswerReader.Head head = reader.head();
            awaited = "the answer did not end";
            String body = reader.body(head);
            return new Reply.Answer(head.status(), head.headers(), body, Duration.ofNanos(System.nanoTime() - start));
        } catch (SocketTimeoutException e) {
            return new NoAnswer(awaited + " within " + Probe.words(Duration.ofNanos(deadline)));
        } catch (IOException e) {
            boolean interrupted = Thread.currentThread().isInterrupted();
            return new NoAnswer(interrupted ? "interrupted" : Reason.of(e));
        }
    }

    private void send(SocketChannel channel) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(request);
        if (request.length <= SHORT) {
            channel.write(rest);
            return;
        }
        awaited = "the request was not taken";
        channel.configureBlocking(false);
        while (rest.hasRemaining()) {
            left();
            if (channel.write(rest) == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        channel.configureBlocking(true);
    }

    /** Milliseconds, at least 1: 0 would mean for ever. */
    private int left() throws SocketTimeoutException {
        long nanos = deadline - (System.nanoTime() - start);
        if (nanos <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }

    /** The bytes of an address like {@code 127.0.0.1}; none when it is something else. */
    private static byte[] ipv4(String text) {
        byte[] bytes = new byte[4];
        int at = 0;
        int value = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.' && value >= 0 && at < bytes.length) {
                bytes[at++] = (byte) value;
                value = -1;
            } else if (c >= '0' && c <= '9' && value < 26) {
                value = Math.max(value, 0) * 10 + c - '0';
            } else {
                return new byte[0];
            }
            if (value > 255) {
                return new byte[0];
            }
        }
        return at == bytes.length ? bytes : new byte[0];
    }

    /** What comes, as long as the deadline is not over. */
    private final class Timed extends InputStream {
        private final Socket socket;
        private final InputStream in;

        private Timed(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            socket.setSoTimeout(left());
            return in.read(bytes, offset, length);
        }
    }
}
