package dev.cdctl.http.remote;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Ends a call when the work is to stop: a thread that asks ten times a second, until it is closed. */
final class Watch implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Begins to ask.
     *
     * @param end is run once when the answer is yes
     */
    Watch(BooleanSupplier cancelled, Runnable end) {
        Thread thread = new Thread(() -> watch(cancelled, end), "remote-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(BooleanSupplier cancelled, Runnable end) {
        try {
            while (!closed.await(100, TimeUnit.MILLISECONDS)) {
                if (cancelled.getAsBoolean()) {
                    end.run();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
