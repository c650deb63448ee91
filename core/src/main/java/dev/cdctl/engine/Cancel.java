package dev.cdctl.engine;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wish to stop at the next safe point, made once and seen by everyone who works. Thread-safe. */
public final class Cancel {
    private final CountDownLatch wish = new CountDownLatch(1);
    private final List<Registration> waiting = new ArrayList<>();
    private String reason = "";
    private boolean expired;

    /** Somebody who wants to be woken; closing ends that, and closing twice is harmless. */
    public final class Registration implements AutoCloseable {
        private final Runnable wake;

        private Registration(Runnable wake) {
            this.wake = wake;
        }

        @Override
        public void close() {
            synchronized (Cancel.this) {
                waiting.remove(this);
            }
        }
    }

    /** Whether stopping was asked for. */
    public boolean requested() {
        return wish.getCount() == 0;
    }

    /** Why stopping was asked for, in a few words: {@code SIGTERM}; empty while it was not. */
    public synchronized String reason() {
        return reason;
    }

    /**
     * Asks everyone to stop and wakes who waits, on the calling thread. The first call wins, later ones do nothing.
     *
     * @param why a few words for people: {@code SIGTERM}, {@code stdout was closed}
     */
    public void request(String why) {
        request(why, false);
    }

    /** The same, because the time that the work was given is over. */
    public void expire(String why) {
        request(why, true);
    }

    /** Whether stopping was asked for because the time is over, before anything else asked for it. */
    public synchronized boolean expired() {
        return expired;
    }

    private void request(String why, boolean late) {
        List<Registration> woken;
        synchronized (this) {
            if (requested()) {
                return;
            }
            reason = why;
            expired = late;
            wish.countDown();
            woken = List.copyOf(waiting);
            waiting.clear();
        }
        woken.forEach(one -> one.wake.run());
    }

    /**
     * A safe point to stop at.
     *
     * @throws Failure of kind INTERRUPTED (CD-801) when stopping was asked for
     */
    public void check() {
        if (requested()) {
            throw failure();
        }
    }

    /** The end of work that was stopped on this request. */
    public Failure failure() {
        return interrupted(reason());
    }

    /**
     * Runs this once when stopping is asked for, at once when it was already.
     *
     * @param wake short, must not throw; runs on the thread that asks
     * @return to be closed when waking is no longer wanted
     */
    public Registration onRequest(Runnable wake) {
        Registration registration = new Registration(wake);
        synchronized (this) {
            if (!requested()) {
                waiting.add(registration);
                return registration;
            }
        }
        wake.run();
        return registration;
    }

    /**
     * Waits, at most until stopping is asked for.
     *
     * @return whether the whole time passed; false when stopping was asked for
     * @throws Failure of kind INTERRUPTED when the thread itself is interrupted
     */
    public boolean sleep(Duration time) {
        try {
            return !wish.await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted("the thread was interrupted").causedBy(e);
        }
    }

    /** The end of work that was stopped for that reason: kind INTERRUPTED, CD-801. */
    public static Failure interrupted(String why) {
        return Failure.of(
                Failure.Kind.INTERRUPTED,
                Problem.of("CD-801", "stopped before the end")
                        .because(why)
                        .remedy("run the same command again: it goes on from where it was stopped"));
    }
}
