package dev.cdctl.supply.sbom;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Ends with an exception when more comes out than there is budget for, so that a small file cannot cost hours. */
final class Metered extends FilterInputStream {
    private final AtomicLong budget;

    Metered(InputStream in, AtomicLong budget) {
        super(in);
        this.budget = budget;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0 && budget.addAndGet(-read) < 0) {
            throw new IOException("more comes out of the archives in it than is looked into");
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(8192, Math.max(0, count))];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public void close() {
        // Whoever opened the bytes closes them.
    }
}
