package dev.cdctl.supply.sbom;

import dev.cdctl.model.stream.WatchedInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Ends with an exception when more comes out than there is budget for, so that a small file cannot cost hours. */
final class Metered extends WatchedInput {
    private final AtomicLong budget;

    Metered(InputStream in, AtomicLong budget) {
        super(in);
        this.budget = budget;
    }

    @Override
    protected void passed(byte[] buffer, int offset, int count) throws IOException {
        if (count > 0 && budget.addAndGet(-count) < 0) {
            throw new IOException("more comes out of the archives in it than is looked into");
        }
    }

    @Override
    public void close() {
        // Whoever opened the bytes closes them.
    }
}
