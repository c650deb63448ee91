package dev.cdctl.adapter.embedded.wire;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Carries bytes from one connection to another until the first one ends, then ends the sending side of the other. Two of
 * them make an upgraded connection. Lives on one IO thread.
 */
public final class Tunnel {
    private final StreamConnection from;
    private final StreamConnection to;
    private final ConduitStreamSourceChannel source;
    private final ConduitStreamSinkChannel sink;
    private final PooledByteBuffer pooled;
    private final ByteBuffer buffer;
    private final Runnable ended;
    private boolean sourceEnded;
    private boolean over;

    /**
     * A tunnel that is not open yet.
     *
     * @param ended run once, when nothing will pass any more
     */
    public Tunnel(StreamConnection from, StreamConnection to, ByteBufferPool buffers, Runnable ended) {
        this.from = from;
        this.to = to;
        this.source = from.getSourceChannel();
        this.sink = to.getSinkChannel();
        this.pooled = buffers.allocate();
        this.buffer = pooled.getBuffer();
        this.ended = ended;
        buffer.flip();
    }

    /** Opens it; these bytes come first. */
    public void open(ByteBuffer first) {
        buffer.compact().put(first).flip();
        source.setReadListener(channel -> pass());
        sink.setWriteListener(channel -> pass());
        source.resumeReads();
        pass();
    }

    /** Ends it, without a word to either side. */
    public void end() {
        if (!over) {
            over = true;
            pooled.close();
            ended.run();
        }
    }

    private void pass() {
        if (over) {
            return;
        }
        try {
            while (write() && read()) {
                // until one side has to be waited for
            }
        } catch (IOException e) {
            IoUtils.safeClose(from, to);
            end();
        }
    }

    /** Whether everything that was read is written. */
    private boolean write() throws IOException {
        while (buffer.hasRemaining()) {
            if (sink.write(buffer) == 0) {
                source.suspendReads();
                sink.resumeWrites();
                return false;
            }
        }
        if (sourceEnded) {
            finish();
            return false;
        }
        return true;
    }

    /** Whether anything was read. */
    private boolean read() throws IOException {
        buffer.clear();
        int count;
        try {
            count = source.read(buffer);
        } finally {
            buffer.flip();
        }
        sourceEnded = count < 0;
        if (count == 0) {
            sink.suspendWrites();
            source.resumeReads();
        }
        return count != 0;
    }

    private void finish() throws IOException {
        source.suspendReads();
        sink.shutdownWrites();
        if (sink.flush()) {
            sink.suspendWrites();
            end();
        } else {
            sink.resumeWrites();
        }
    }
}
