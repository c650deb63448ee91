package dev.cdctl.adapter.embedded.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the body of a message ends (RFC 9112, section 6). */
public abstract sealed class Framing permits Framing.Length, Framing.UntilClose, ChunkedFraming {
    /**
     * How many of the buffer's next bytes are body; bytes that only frame it are skipped.
     *
     * @throws IOException when the framing is broken
     */
    public abstract int available(ByteBuffer buffer) throws IOException;

    /** These many bytes of the body were taken out of the buffer. */
    public abstract void taken(int bytes);

    /** Whether the whole body was taken. */
    public abstract boolean isDone();

    /** Whether the end of the connection is a proper end of the body. */
    public boolean endsWithConnection() {
        return false;
    }

    /** A body of known length. */
    public static final class Length extends Framing {
        private long remaining;

        /** So many bytes. */
        public Length(long bytes) {
            this.remaining = bytes;
        }

        @Override
        public int available(ByteBuffer buffer) {
            return (int) Math.min(remaining, buffer.remaining());
        }

        @Override
        public void taken(int bytes) {
            remaining -= bytes;
        }

        @Override
        public boolean isDone() {
            return remaining == 0;
        }
    }

    /** A body that ends with its connection. */
    public static final class UntilClose extends Framing {
        @Override
        public int available(ByteBuffer buffer) {
            return buffer.remaining();
        }

        @Override
        public void taken(int bytes) {
            // nothing to count
        }

        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public boolean endsWithConnection() {
            return true;
        }
    }
}
