package dev.cdctl.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Work of one thread that the wish to stop interrupts; what the thread does before and after it is never interrupted by
 * that.
 */
public final class Interruption {
    private final Thread worker = Thread.currentThread();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Duration grace;

    private Interruption(Duration grace) {
        this.grace = grace;
    }

    /**
     * Does that work.
     *
     * @param grace how long it may still take after the wish, since most work is better ended than broken off
     */
    public static <T> T of(Cancel cancel, Duration grace, Supplier<T> work) {
        Interruption own = new Interruption(grace);
        try (Cancel.Registration wake = cancel.onRequest(own::begin)) {
            return work.get();
        } finally {
            own.end();
        }
    }

    private void begin() {
        if (grace.isZero()) {
            interrupt();
            return;
        }
        Thread later = new Thread(this::afterwards, "interruption");
        later.setDaemon(true);
        later.start();
    }

    private void afterwards() {
        try {
            if (!end.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void interrupt() {
        if (end.getCount() > 0) {
            worker.interrupt();
        }
    }

    /** The wish to stop is known to the cancel: what is still to be said must not be disturbed by it. */
    private synchronized void end() {
        end.countDown();
        Thread.interrupted();
    }
}
