package dev.cdctl.adapter.embedded.proxy;

import dev.cdctl.adapter.embedded.upstream.Upstream;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.xnio.channels.StreamSourceChannel;

/** Sends one request to an instance: its head, then its body as the client sends it. */
final class RequestSender {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Forwarding request;
    private final ResponseReceiver receiver;
    private final Upstream upstream;
    private ByteBuffer[] pending = {};
    private Optional<PooledByteBuffer> pooled = Optional.empty();
    private boolean lastQueued;
    private boolean done;

    RequestSender(Forwarding request, ResponseReceiver receiver, Upstream upstream) {
        this.request = request;
        this.receiver = receiver;
        this.upstream = upstream;
    }

    /** Whether the whole request is on its way. */
    boolean isDone() {
        return done;
    }

    /** Sends the head, and begins with the body. */
    void start() throws IOException {
        ByteBuffer head = request.head().write(request.lane().headWriter());
        upstream.sink().write(head);
        lastQueued = !request.head().hasBody();
        if (lastQueued && !head.hasRemaining()) {
            done = true;
            return;
        }
        pending = new ByteBuffer[] {copy(head)};
        upstream.sink().setWriteListener(channel -> pump());
        if (!lastQueued && HttpContinue.requiresContinueResponse(request.exchange())) {
            HttpContinue.sendContinueResponse(request.exchange(), new WhenContinued());
        } else {
            pump();
        }
    }

    /** Gives its buffer back; nothing is sent any more. */
    void abandon() {
        done = true;
        pooled.ifPresent(PooledByteBuffer::close);
        pooled = Optional.empty();
    }

    private void pump() {
        try {
            while (!done && step()) {
                // until one side has to be waited for
            }
        } catch (IOException e) {
            receiver.cannotSend();
        }
    }

    private boolean step() throws IOException {
        if (!flush()) {
            upstream.sink().resumeWrites();
            return false;
        }
        if (lastQueued) {
            upstream.sink().suspendWrites();
            abandon();
            return false;
        }
        return fill();
    }

    private boolean flush() throws IOException {
        for (ByteBuffer buffer : pending) {
            while (buffer.hasRemaining()) {
                if (upstream.sink().write(pending, 0, pending.length) == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Takes what the client has sent; returns false when there is nothing to send now. */
    private boolean fill() throws IOException {
        request.bodyTouched();
        StreamSourceChannel source = request.body();
        PooledByteBuffer own = pooled.orElseGet(() -> request.lane().buffers().allocate());
        pooled = Optional.of(own);
        ByteBuffer buffer = own.getBuffer().clear();
        int count = read(source, buffer);
        buffer.flip();
        if (count == 0) {
            upstream.sink().suspendWrites();
            source.getReadSetter().set(channel -> pump());
            source.resumeReads();
            return false;
        }
        if (done) {
            return false;
        }
        source.suspendReads();
        lastQueued = count < 0;
        pending = frame(buffer);
        return true;
    }

    private int read(StreamSourceChannel source, ByteBuffer buffer) {
        try {
            return source.read(buffer);
        } catch (IOException e) {
            receiver.clientGone();
            return 0;
        }
    }

    private ByteBuffer[] frame(ByteBuffer data) {
        if (!request.head().chunked()) {
            return new ByteBuffer[] {data};
        }
        if (lastQueued) {
            return new ByteBuffer[] {ByteBuffer.wrap(LAST_CHUNK)};
        }
        byte[] size = (Integer.toHexString(data.remaining()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return new ByteBuffer[] {ByteBuffer.wrap(size), data, ByteBuffer.wrap(CRLF)};
    }

    private static ByteBuffer copy(ByteBuffer buffer) {
        return ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
    }

    /** The client has been told to send the body. */
    private final class WhenContinued implements IoCallback {
        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            pump();
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException exception) {
            receiver.clientGone();
        }
    }
}
