package dev.cdctl.model.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose bytes are looked at when they pass. What is skipped is read. */
public abstract class WatchedInput extends FilterInputStream {
    private static final int PIECE = 8192;

    /** Watches what is read from that stream. */
    protected WatchedInput(InputStream in) {
        super(in);
    }

    /**
     * Bytes have passed.
     *
     * @param count how many; -1 at the end
     * @throws IOException when nothing more may be read
     */
    protected abstract void passed(byte[] buffer, int offset, int count) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        passed(buffer, offset, count);
        return count;
    }

    @Override
    public final long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(PIECE, Math.max(0, count))];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    /** Nothing can be read twice. */
    @Override
    public final boolean markSupported() {
        return false;
    }
}
