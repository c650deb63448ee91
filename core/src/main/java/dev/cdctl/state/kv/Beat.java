package dev.cdctl.state.kv;

import dev.cdctl.model.Failure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Renews a session each third of its time. What counts is the clock of this process that nobody can set, from before a
 * renewal was asked for: the server counts from a later moment, so it gives up later.
 */
final class Beat {
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Sessions sessions;
    private final String session;
    private final Duration ttl;
    private final AtomicLong renewed;
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;

    private Beat(Sessions sessions, String session, Duration ttl, long opened) {
        this.sessions = sessions;
        this.session = session;
        this.ttl = ttl;
        this.renewed = new AtomicLong(opened);
        this.thread = new Thread(this::beat, "state-beat");
        thread.setDaemon(true);
    }

    /** Opens a session and keeps it. */
    static Beat begin(Sessions sessions, Duration ttl) {
        long opened = System.nanoTime();
        Beat beat = new Beat(sessions, sessions.open(ttl), ttl, opened);
        beat.thread.start();
        return beat;
    }

    String session() {
        return session;
    }

    /**
     * Whether the session has ended, or may end before the next effect. One that was not renewed in time is asked for
     * again, for as long as a cluster takes to have another leader: when the server still has it, it never ended, and
     * nobody else can have taken over.
     */
    boolean isLost() {
        long start = System.nanoTime();
        while (!gone.get()
                && isOverdue()
                && !renew()
                && System.nanoTime() - start < ttl.toNanos() * 2
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(RETRY.toNanos());
        }
        return gone.get() || isOverdue();
    }

    /** Something went wrong: asks soon. */
    void doubt() {
        LockSupport.unpark(thread);
    }

    /** Ends the session. */
    void end() {
        if (!over.getAndSet(true)) {
            LockSupport.unpark(thread);
            sessions.end(session);
        }
    }

    private boolean isOverdue() {
        return System.nanoTime() - renewed.get() > ttl.toNanos() * 2 / 3;
    }

    private void beat() {
        // Not by Duration.dividedBy, whose BigDecimal is a large part of a short command.
        long usual = ttl.toNanos() / 3;
        long pause = usual;
        while (!over.get() && !gone.get()) {
            LockSupport.parkNanos(pause);
            pause = over.get() || renew() ? usual : RETRY.toNanos();
        }
    }

    /** Whether there was an answer. */
    private boolean renew() {
        long before = System.nanoTime();
        try {
            if (sessions.renew(session)) {
                renewed.accumulateAndGet(before, Math::max);
            } else {
                gone.set(true);
            }
            return true;
        } catch (Failure e) {
            return false;
        }
    }
}
