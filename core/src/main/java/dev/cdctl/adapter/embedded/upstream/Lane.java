package dev.cdctl.adapter.embedded.upstream;

import dev.cdctl.adapter.embedded.wire.HeadReader;
import dev.cdctl.adapter.embedded.wire.HeadWriter;
import io.undertow.connector.ByteBufferPool;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/** What one IO thread has for itself, so that requests need no locks. Only that thread touches it. */
public final class Lane {
    private static final int SWEEP_MILLIS = 100;

    private final XnioIoThread thread;
    private final int number;
    private final ByteBufferPool buffers;
    private final Limits limits;
    private final HeadWriter headWriter = new HeadWriter();
    private final HeadReader headReader = new HeadReader();
    private final Set<Pool> pools = new LinkedHashSet<>();
    private final XnioExecutor.Key sweeping;

    public Lane(XnioIoThread thread, int number, ByteBufferPool buffers, Limits limits) {
        this.thread = thread;
        this.number = number;
        this.buffers = buffers;
        this.limits = limits;
        this.sweeping = thread.executeAtInterval(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    int number() {
        return number;
    }

    public XnioIoThread thread() {
        return thread;
    }

    public ByteBufferPool buffers() {
        return buffers;
    }

    Limits limits() {
        return limits;
    }

    public HeadWriter headWriter() {
        return headWriter;
    }

    public HeadReader headReader() {
        return headReader;
    }

    /** From now on the pool's deadlines are looked after. */
    void watch(Pool pool) {
        pools.add(pool);
    }

    public void close() {
        sweeping.remove();
    }

    /** One coarse timer for all deadlines: a timer per request would cost more than the request. */
    private void sweep() {
        long now = System.nanoTime();
        pools.removeIf(pool -> pool.sweep(now));
    }
}
