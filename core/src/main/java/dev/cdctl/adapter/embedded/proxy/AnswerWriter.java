package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.adapter.embedded.upstream.Upstream;
import dev.cdctl.adapter.embedded.wire.Framing;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/** Passes the body of an answer on to the client as it comes, at the pace of the client. Lives on one IO thread. */
final class AnswerWriter {
    private final ResponseReceiver receiver;
    private final HttpServerExchange exchange;
    private final Upstream upstream;
    private final Framing framing;
    private final boolean persistent;
    private final PooledByteBuffer pooled;
    private final ByteBuffer buffer;
    private final StreamSinkChannel client;
    private boolean closed;

    /**
     * The body of an answer.
     *
     * @param persistent whether the connection can carry another request after it
     * @param pooled holds what was read of it already; given back by the writer
     */
    record Body(Framing framing, boolean persistent, PooledByteBuffer pooled) {}

    private enum Step {
        ON,
        WAIT,
        END
    }

    AnswerWriter(ResponseReceiver receiver, HttpServerExchange exchange, Upstream upstream, Body body) {
        this.receiver = receiver;
        this.exchange = exchange;
        this.upstream = upstream;
        this.framing = body.framing();
        this.persistent = body.persistent();
        this.pooled = body.pooled();
        this.buffer = pooled.getBuffer();
        this.client = exchange.getResponseChannel();
    }

    /** Passes on what there is. */
    void pump() {
        if (closed) {
            return;
        }
        try {
            Step step = pass();
            while (step == Step.ON) {
                step = read() ? pass() : Step.WAIT;
            }
            if (step == Step.END) {
                finish();
            }
        } catch (BrokenException e) {
            receiver.brokenOff();
        } catch (IOException e) {
            receiver.clientGone();
        }
    }

    /** Gives the buffer back. */
    void abandon() {
        if (!closed) {
            closed = true;
            pooled.close();
        }
    }

    /** Writes what the buffer holds. */
    private Step pass() throws IOException {
        int count = available();
        while (count > 0) {
            int limit = buffer.limit();
            buffer.limit(buffer.position() + count);
            int written = client.write(buffer);
            buffer.limit(limit);
            framing.taken(written);
            if (written == 0) {
                waitForClient();
                return Step.WAIT;
            }
            count = available();
        }
        return framing.isDone() ? Step.END : Step.ON;
    }

    private int available() throws BrokenException {
        try {
            return framing.available(buffer);
        } catch (IOException e) {
            throw new BrokenException(e);
        }
    }

    /** Reads more; returns whether there is any. What the client has not got yet goes out before the wait. */
    private boolean read() throws IOException {
        buffer.clear();
        int count = readInstance();
        buffer.flip();
        if (count < 0) {
            if (!framing.endsWithConnection()) {
                throw new BrokenException(new IOException("the answer is not whole"));
            }
            finish();
            return false;
        }
        if (count == 0 && !client.flush()) {
            waitForClient();
        }
        return count > 0;
    }

    private int readInstance() throws BrokenException {
        try {
            return upstream.source().read(buffer);
        } catch (IOException e) {
            throw new BrokenException(e);
        }
    }

    private void waitForClient() {
        upstream.source().suspendReads();
        client.getWriteSetter().set(channel -> {
            client.suspendWrites();
            if (!closed) {
                upstream.source().resumeReads();
                pump();
            }
        });
        client.resumeWrites();
    }

    private void finish() throws IOException {
        boolean leftOver = buffer.hasRemaining();
        upstream.source().resumeReads();
        receiver.finished(persistent && !framing.endsWithConnection(), leftOver);
        client.shutdownWrites();
        if (!client.flush()) {
            client.getWriteSetter()
                    .set(ChannelListeners.flushingChannelListener(
                            channel -> drained(), (channel, e) -> IoUtils.safeClose(exchange.getConnection())));
            client.resumeWrites();
        } else {
            drained();
        }
    }

    /** A client that was answered before it had sent everything may go on with its next request all the same. */
    private void drained() {
        if (!exchange.isRequestComplete()) {
            exchange.endExchange();
        }
    }

    /** The instance broke the answer, not the client. */
    private static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenException(IOException cause) {
            super(cause);
        }
    }
}
